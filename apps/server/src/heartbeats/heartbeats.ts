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

/** ISO 8601 UTC. */
interface Missing {
  readonly beatAt: string;
  readonly missingAt: string;
}

interface Waited {
  readonly terms: Heartbeat;
  readonly expected: ExpectedHeartbeat;
  /** As it was told: a clock that is set makes no other alert of it. */
  readonly missing: Missing | undefined;
}

/** How often it is looked for what is missing, ms; a catalog that changes is noticed then as well. */
const LOOK_MS = 1_000;
/** A moment that is this far from what the wall clock says of it now was kept before that was set, ms. */
const SET_MS = 1_000;

export class Heartbeats {
  readonly #options: HeartbeatsOptions;
  readonly #waited = new Map<string, Waited>();
  /** The last that is known of each. */
  readonly #kept = new Map<string, KeptHeartbeat>();
  /** What of it the database does not have yet. */
  readonly #unwritten = new Map<string, KeptHeartbeat>();
  #writing: Promise<unknown> = Promise.resolve();
  #nextWrite: Promise<void> | undefined;
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
    return [...this.#waited.values()].flatMap(({ terms, missing }) =>
      missing === undefined ? [] : [missingAlert(catalog, terms, missing)],
    );
  }

  /** It was heard of; resolves when that is kept. @throws NinesError `API_NOT_FOUND`, `STORE_UNREACHABLE` */
  async beat(name: string): Promise<void> {
    const terms = this.heartbeat(name);
    const wasMissing = this.#waited.get(name)?.missing !== undefined;
    this.#keep({ name, beatAt: this.#wall(this.#nowMs), excusedUntil: null });
    this.#waited.set(name, { terms, expected: beaten(terms, this.#nowMs), missing: undefined });
    if (wasMissing) this.#options.onChange();
    await this.#write();
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
    this.#expect(terms.filter(({ name }) => !this.#waited.has(name)));
    const byName = new Map(terms.map((each) => [each.name, each]));
    let isNews = this.#renew(byName);
    for (const [name, waited] of this.#waited) {
      const isWrong = isMissing(waited.expected, this.#nowMs);
      if (!byName.has(name)) this.#waited.delete(name);
      else {
        const { beatAt, excusedUntil } = this.#restate(waited.expected, isWrong);
        if (!isWrong || waited.missing !== undefined || excusedUntil === null) continue;
        this.#waited.set(name, { ...waited, missing: { beatAt, missingAt: excusedUntil } });
      }
      isNews = true;
    }
    if (isNews) this.#options.onChange();
    await this.#write();
  }

  /**
   * Keeps that it is missing, so that a server that is restarted does not take it for what may still come; and, where the
   * wall clock was set, when everything was by that.
   */
  #restate({ name, beatMs, missingMs }: ExpectedHeartbeat, isWrong: boolean): KeptHeartbeat {
    const kept = this.#kept.get(name);
    const isLate = isWrong || (kept?.excusedUntil ?? null) !== null;
    const now = { name, beatAt: this.#wall(beatMs), excusedUntil: isLate ? this.#wall(missingMs) : null };
    if (kept !== undefined && isNear(kept.beatAt, now.beatAt) && isNear(kept.excusedUntil, now.excusedUntil))
      return kept;
    this.#keep(now);
    return now;
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
      this.#waited.set(name, { terms: newest, expected, missing: isStill ? waited.missing : undefined });
      isNews ||= waited.missing !== undefined;
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
  #expect(added: readonly Heartbeat[]): void {
    for (const terms of added) {
      const now = { wallMs: this.#options.clock.now(), monotonicMs: this.#nowMs };
      const { expected, keep } = expectAgain(terms, this.#kept.get(terms.name), now);
      this.#waited.set(terms.name, { terms, expected, missing: undefined });
      if (keep !== undefined) this.#keep(keep);
    }
  }

  #keep(heartbeat: KeptHeartbeat): void {
    this.#kept.set(heartbeat.name, heartbeat);
    this.#unwritten.set(heartbeat.name, heartbeat);
  }

  /** Resolves when the database has all that was kept until now. What it could not take is written the next time. */
  async #write(): Promise<void> {
    this.#nextWrite ??= this.#writeNext();
    return this.#nextWrite;
  }

  /** One at a time: nothing that is newer is replaced. */
  async #writeNext(): Promise<void> {
    await this.#writing;
    this.#nextWrite = undefined;
    const writing = this.#writeNow([...this.#unwritten.values()]);
    this.#writing = writing.catch(() => undefined);
    await writing;
  }

  async #writeNow(heartbeats: readonly KeptHeartbeat[]): Promise<void> {
    if (heartbeats.length === 0) return;
    await (await this.#options.store()).keepHeartbeats(heartbeats);
    for (const each of heartbeats) if (this.#unwritten.get(each.name) === each) this.#unwritten.delete(each.name);
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

/** Whether both are the same moment by the same clock, or none. */
function isNear(one: string | null, other: string | null): boolean {
  return one === null || other === null ? one === other : Math.abs(Date.parse(one) - Date.parse(other)) < SET_MS;
}
