/** Waits for what is to call in time and again. What does not is an alert, which goes the way of the detectors' own. */
import { isDeepStrictEqual } from 'node:util';
import type { Catalog, Heartbeat } from '@nines/catalog';
import { beaten, expectAgain, isMissing, missingAlert, onTerms } from '@nines/incidents';
import type { ExpectedHeartbeat } from '@nines/incidents';
import { NinesError } from '@nines/kernel';
import type { Alert, Clock, IncidentStore, KeptHeartbeat } from '@nines/kernel';
import type { Log } from '../log.ts';
import { pause, persist } from '../patience.ts';

export interface HeartbeatsOptions {
  /** Resolves when the database was there for the first time. */
  readonly store: () => Promise<Pick<IncidentStore, 'heartbeats' | 'keepHeartbeats'>>;
  readonly catalog: () => Catalog | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** Something is missing that was not, or is not any more. */
  readonly onChange: () => void;
}

interface Waited {
  readonly terms: Heartbeat;
  readonly expected: ExpectedHeartbeat;
  /** ISO 8601 UTC: once it is missing, since when. */
  readonly missingAt: string | undefined;
}

/** How often it is looked for what is missing, ms; a catalog that changes is noticed then as well. */
const LOOK_MS = 1_000;

export class Heartbeats {
  readonly #options: HeartbeatsOptions;
  readonly #waited = new Map<string, Waited>();
  /** The last that is known of each. */
  readonly #kept = new Map<string, KeptHeartbeat>();
  #isKnown = false;

  constructor(options: HeartbeatsOptions) {
    this.#options = options;
  }

  /** Whether what is missing is known: before, nobody knows what was heard of. */
  get isKnown(): boolean {
    return this.#isKnown;
  }

  /** Of that name. @throws NinesError `API_NOT_FOUND` */
  heartbeat(name: string): Heartbeat {
    const terms = this.#terms().find((each) => each.name === name);
    if (terms !== undefined) return terms;
    throw new NinesError('API_NOT_FOUND', `there is no heartbeat "${name}" in nines.yaml`);
  }

  /** One for each that is missing. */
  alerts(): readonly Alert[] {
    const catalog = this.#options.catalog();
    if (catalog === undefined) return [];
    return [...this.#waited.values()].flatMap(({ terms, expected, missingAt }) =>
      missingAt === undefined ? [] : [missingAlert(catalog, terms, { beatAt: this.#wall(expected.beatMs), missingAt })],
    );
  }

  /** It was heard of; resolves when that is kept. @throws NinesError `API_NOT_FOUND`, `STORE_UNREACHABLE` */
  async beat(name: string): Promise<void> {
    const terms = this.heartbeat(name);
    const beat: KeptHeartbeat = { name, beatAt: this.#wall(this.#nowMs), excusedUntil: null };
    const wasMissing = this.#waited.get(name)?.missingAt !== undefined;
    this.#kept.set(name, beat);
    this.#waited.set(name, { terms, expected: beaten(terms, this.#nowMs), missingAt: undefined });
    if (wasMissing) this.#options.onChange();
    await (await this.#options.store()).keepHeartbeats([beat]);
  }

  /** Waits until `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { catalog, clock, log } = this.#options;
    const lookOn = async (): Promise<void> => {
      while (!signal.aborted) {
        const isWaiting = this.#terms().length > 0 || this.#waited.size > 0;
        if (isWaiting || (!this.#isKnown && catalog() !== undefined)) await this.#look();
        await pause(clock, LOOK_MS, signal);
      }
    };
    await persist(lookOn, { clock, log, signal, what: 'looking for heartbeats that are missing', pauseMs: LOOK_MS });
  }

  async #look(): Promise<void> {
    const terms = this.#terms();
    await this.#learn();
    await this.#expect(terms.filter(({ name }) => !this.#waited.has(name)));
    const byName = new Map(terms.map((each) => [each.name, each]));
    let isNews = this.#renew(byName);
    const missed: KeptHeartbeat[] = [];
    for (const [name, waited] of this.#waited) {
      const isWrong = isMissing(waited.expected, this.#nowMs);
      if (!byName.has(name)) this.#waited.delete(name);
      else if (isWrong && waited.missingAt === undefined) {
        const { beatMs, missingMs } = waited.expected;
        const missingAt = this.#wall(missingMs);
        this.#waited.set(name, { ...waited, missingAt });
        missed.push({ name, beatAt: this.#wall(beatMs), excusedUntil: missingAt });
      } else continue;
      isNews = true;
    }
    if (isNews) this.#options.onChange();
    // A server that is restarted does not take what is missing for what may still come.
    if (missed.length > 0) await (await this.#options.store()).keepHeartbeats(missed);
  }

  /** Waits by what the catalog says now. @returns whether an alert is another one, or over */
  #renew(terms: ReadonlyMap<string, Heartbeat>): boolean {
    let isNews = false;
    for (const [name, waited] of this.#waited) {
      const newest = terms.get(name);
      if (newest === undefined || isDeepStrictEqual(newest, waited.terms)) continue;
      const isOther = newest.everyMs !== waited.terms.everyMs || newest.graceMs !== waited.terms.graceMs;
      const expected = isOther ? onTerms(waited.expected, newest, this.#nowMs) : waited.expected;
      const isStill = isMissing(expected, this.#nowMs);
      this.#waited.set(name, { terms: newest, expected, missingAt: isStill ? waited.missingAt : undefined });
      isNews ||= waited.missingAt !== undefined;
    }
    return isNews;
  }

  /** What was heard of before the start; since then, this process knows better. */
  async #learn(): Promise<void> {
    if (this.#isKnown) return;
    const store = await this.#options.store();
    const read = await store.heartbeats();
    for (const each of read) if (!this.#kept.has(each.name)) this.#kept.set(each.name, each);
    this.#isKnown = true;
  }

  /** Those that are not waited for yet. */
  async #expect(added: readonly Heartbeat[]): Promise<void> {
    if (added.length === 0) return;
    const now = { wallMs: this.#options.clock.now(), monotonicMs: this.#nowMs };
    const begun = added.map((terms) => ({ terms, ...expectAgain(terms, this.#kept.get(terms.name), now) }));
    await (await this.#options.store()).keepHeartbeats(begun.flatMap(({ keep }) => keep ?? []));
    for (const { terms, expected, keep } of begun) {
      if (this.#waited.has(terms.name)) continue; // it has been heard of meanwhile
      this.#waited.set(terms.name, { terms, expected, missingAt: undefined });
      if (keep !== undefined) this.#kept.set(terms.name, keep);
    }
  }

  #terms(): readonly Heartbeat[] {
    return this.#options.catalog()?.incidents.heartbeats ?? [];
  }

  get #nowMs(): number {
    return this.#options.clock.monotonicMs();
  }

  /** What the wall clock showed, or will show, at a moment of the other. */
  #wall(monotonicMs: number): string {
    return new Date(this.#options.clock.now() - (this.#nowMs - monotonicMs)).toISOString();
  }
}
