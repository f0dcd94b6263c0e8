/** What objectives counted, brought to the database and held in memory as far as it is needed all the time. */
import type { Clock } from '@nines/kernel';
import type { Block, Objective } from '@nines/slo';
import type { ObjectiveStore } from '@nines/store';
import { BlockKeeper } from './block-keeper.ts';
import { CountedPeriods } from './counted-periods.ts';
import type { Counts } from './counts.ts';
import type { WatchedObjectives } from './watched-objectives.ts';

export interface ObjectiveHistoryOptions {
  readonly counts: Pick<Counts, 'blocks'>;
  readonly clock: Clock;
  /** Between two moments nothing was counted, ms since the epoch. */
  readonly onGap: (fromMs: number, toMs: number) => void;
}

/** As long as the longest period, ms. */
const KEPT_MS = 400 * 86_400_000;
const PRUNE_MS = 3_600_000;
/** Of each objective, twice what an hour brings: a clock that is wrong for some hours does little harm. */
const PRUNED = 24;

export class ObjectiveHistory {
  readonly #clock: Clock;
  readonly #keeper: BlockKeeper;
  readonly #periods = new CountedPeriods();
  #prunedMs = -Infinity;

  constructor({ clock, counts, onGap }: ObjectiveHistoryOptions) {
    this.#clock = clock;
    const onBlocks = this.#periods.add.bind(this.#periods);
    this.#keeper = new BlockKeeper({ counts, clock, onBlocks, onGap });
  }

  /** All blocks that begin before this moment are known, ms since the epoch; -Infinity before the first success. */
  get untilMs(): number {
    return this.#periods.untilMs;
  }

  /** Of the objective's period; undefined where they are not known. */
  blocksOf(objective: Objective): readonly Block[] | undefined {
    return this.#periods.blocksOf(objective);
  }

  /** @see BlockKeeper.goBackTo */
  goBackTo(ms: number): void {
    this.#keeper.goBackTo(ms);
  }

  /** Stores what is complete, reads what is missing, forgets what is too old. Rejects where somebody is away. */
  async keep(store: ObjectiveStore, watched: WatchedObjectives, signal: AbortSignal): Promise<void> {
    const { objectives, retentionMs } = watched;
    const untilMs = await this.#keeper.keep({ store, retentionMs, objectives: objectives.length }, signal);
    await this.#periods.refresh(store, objectives, this.#clock.now(), untilMs);
    if (this.#clock.monotonicMs() - this.#prunedMs < PRUNE_MS) return;
    await store.pruneBlocks(this.#clock.now() - KEPT_MS, PRUNED);
    this.#prunedMs = this.#clock.monotonicMs();
  }
}
