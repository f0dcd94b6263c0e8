/**
 * How the objectives stand. Two loops, so that neither waits for what only the other needs: one brings what Prometheus
 * recorded to the database, the other looks, and tells. Database and Prometheus may be away for as long as they like:
 * nothing queues up, figures that are not known are not told, and what was missed is made up for.
 */
import type { Clock } from '@nines/kernel';
import type { Block, Objective } from '@nines/slo';
import type { ObjectiveStore } from '@nines/store';
import type { Log } from '../log.ts';
import { pause, persist } from '../patience.ts';
import type { Counts, RatioBy } from './counts.ts';
import { changesOf, exactLengthsOf, newestOf, releaseOf, stateOf } from './look.ts';
import type { Counting, LookedObjective } from './look.ts';
import { ObjectiveHistory } from './objective-history.ts';
import { Standings } from './standings.ts';
import type { WatchedObjectives } from './watched-objectives.ts';

export interface ObjectivesOptions {
  readonly counts: Counts;
  /** Undefined before the catalog is known. */
  readonly watched: () => WatchedObjectives | undefined;
  /** @throws NinesError `API_UNAVAILABLE` before the database was there for the first time */
  readonly store: (platform: string) => ObjectiveStore;
  readonly clock: Clock;
  readonly log: Log;
  /** Between two moments nothing was counted, ms since the epoch. */
  readonly onGap: (fromMs: number, toMs: number) => void;
}

const EVERY_MS = 15_000;
const RETRY_MS = 2_000;
/** What was seen longer ago is not told any more, ms. */
const STALE_MS = 60_000;
/** What is not stored yet is asked of Prometheus each time, as long as it is not more than this, ms. */
const LONGEST_LATELY_MS = 2 * 3_600_000;

export class Objectives {
  readonly #options: ObjectivesOptions;
  readonly #history: ObjectiveHistory;
  readonly #standings = new Standings();
  #looked: readonly LookedObjective[] | undefined;
  #counting: Counting | undefined;
  /** Of the last success of either loop, monotonic ms. */
  #lookedMs: number;
  #keptMs: number;

  constructor(options: ObjectivesOptions) {
    const { clock } = options;
    this.#options = options;
    this.#history = new ObjectiveHistory(options);
    this.#lookedMs = clock.monotonicMs();
    this.#keptMs = clock.monotonicMs();
  }

  /** How they stand; undefined where nobody knows, or not any more. */
  get looked(): readonly LookedObjective[] | undefined {
    return this.#options.clock.monotonicMs() - this.#lookedMs > STALE_MS ? undefined : this.#looked;
  }

  /** All blocks that begin before this moment are stored, ms since the epoch; -Infinity before that is known. */
  get untilMs(): number {
    return this.#history.untilMs;
  }

  /** @see BlockKeeper.goBackTo */
  goBackTo(ms: number): void {
    this.#history.goBackTo(ms);
  }

  /** What was counted since the newest block that is stored; undefined where nobody knows. */
  newestOf(objective: Objective): Block | undefined {
    return this.looked && this.#counting && newestOf(objective, this.#counting);
  }

  /** How long ago either loop succeeded last, seconds. */
  get lagSeconds(): number {
    return (this.#options.clock.monotonicMs() - Math.min(this.#lookedMs, this.#keptMs)) / 1_000;
  }

  /** Keeps and looks until `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    // Before something is known there is nothing to look at.
    const known = Promise.withResolvers<undefined>();
    signal.addEventListener('abort', () => known.resolve(undefined), { once: true });
    const keep = async (): Promise<void> => {
      await this.#keep(signal);
      known.resolve(undefined);
    };
    const look = async (): Promise<void> => {
      await known.promise;
      await this.#look(signal);
    };
    await Promise.all([
      this.#repeat('storing what objectives counted', keep, signal),
      this.#repeat('looking how objectives stand', look, signal),
    ]);
  }

  async #repeat(what: string, work: () => Promise<void>, signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#options;
    const workOn = async (): Promise<void> => {
      while (!signal.aborted) {
        await work();
        await pause(clock, EVERY_MS, signal);
      }
    };
    await persist(workOn, { clock, log, signal, what, pauseMs: RETRY_MS });
  }

  async #keep(signal: AbortSignal): Promise<void> {
    const { clock, store, watched } = this.#options;
    const now = watched();
    if (now === undefined) return;
    if (now.objectives.length > 0) await this.#history.keep(store(now.platform), now, signal);
    this.#keptMs = clock.monotonicMs();
  }

  /** Tells what is seen before anything is remembered: the figures need no database. */
  async #look(signal: AbortSignal): Promise<void> {
    const { clock, watched } = this.#options;
    const now = watched();
    if (now === undefined) return;
    const counting = now.objectives.length === 0 ? undefined : await this.#count(now, signal);
    if (now.objectives.length > 0 && counting === undefined) return;
    const looked = now.objectives.map((each): LookedObjective => ({
      objective: each.objective,
      state: counting && stateOf(each, counting),
      standing: this.#standings.of(each.objective),
    }));
    this.#looked = looked;
    this.#counting = counting;
    this.#lookedMs = clock.monotonicMs();
    await this.#remember(now, looked);
  }

  /** Undefined while blocks that Prometheus still has are brought to the database. */
  async #count({ objectives }: WatchedObjectives, signal: AbortSignal): Promise<Counting | undefined> {
    const { clock, counts } = this.#options;
    const windows = new Map<number, RatioBy>();
    for (const lengthMs of exactLengthsOf(objectives)) {
      const toMs = clock.now();
      windows.set(lengthMs, await counts.ratiosBetween(toMs - lengthMs, toMs, signal));
    }
    const blocksOf = this.#history.blocksOf.bind(this.#history);
    for (;;) {
      const { untilMs } = this.#history;
      const nowMs = clock.now();
      if (nowMs - untilMs > LONGEST_LATELY_MS) return undefined;
      const lately = await counts.between(untilMs, nowMs, signal);
      // Meanwhile blocks may have been stored that are in there as well.
      if (this.#history.untilMs === untilMs) return { nowMs, untilMs, lately, windows, blocksOf };
    }
  }

  /** Keeps what changed, one after the other, each with its events. */
  async #remember({ platform, policy }: WatchedObjectives, looked: readonly LookedObjective[]): Promise<void> {
    const { clock, store } = this.#options;
    const standings = this.#standings;
    await standings.load(store(platform));
    const remembered = looked.map((each) => ({ ...each, standing: standings.of(each.objective) }));
    const gone = standings.leftFrozen(looked.map(({ objective }) => objective));
    const nowMs = clock.now();
    for (const change of [...changesOf(remembered, policy), ...gone.map(releaseOf)]) {
      const isKept = await standings.change(store(platform), { platform, nowMs, ...change });
      if (!isKept) return; // another server was first: what it decided is read at the next look
    }
    this.#looked = looked.map((each) => ({ ...each, standing: standings.of(each.objective) }));
  }
}
