/** What objectives counted at any time that is remembered, read when somebody asks. */
import { BLOCK_MS, ledgerOf } from '@nines/slo/budgets';
import type { Block, Interval, Ledger, Objective } from '@nines/slo';
import type { Binning, ObjectiveStore } from '@nines/store';
import { asBlock, ceilTo, finelyIn, floorTo } from './binning.ts';
import type { CountedObjective } from './counted-periods.ts';

export interface ArchiveOptions {
  /** @throws NinesError `API_UNAVAILABLE` before the database was there for the first time */
  readonly store: () => Pick<ObjectiveStore, 'readBins'>;
  /** What was counted since the newest block that is stored; undefined where nobody knows. */
  readonly newestOf: (objective: Objective) => Block | undefined;
  /** All blocks that begin before this moment are stored, ms since the epoch. */
  readonly untilMs: () => number;
}

/** A month at this length is three thousand bins, ms. */
const BIN_MS = 900_000;

export class Archive {
  readonly #options: ArchiveOptions;

  constructor(options: ArchiveOptions) {
    this.#options = options;
  }

  /**
   * All that was counted in an interval.
   *
   * @param fine - where blocks are wanted as they were stored; elsewhere a quarter of an hour is one. @defaultValue
   * everywhere
   */
  async ledger(counted: CountedObjective, interval: Interval, fine: readonly Interval[] = [interval]): Promise<Ledger> {
    const { objective, maintenance } = counted;
    const { service, name: slo } = objective;
    const newest = this.#options.newestOf(objective);
    const untilMs = newest?.startMs ?? this.#options.untilMs();
    const fromMs = floorTo(BLOCK_MS, interval.startMs);
    const range = { service, slo, fromMs, toMs: Math.min(ceilTo(BLOCK_MS, interval.endMs), untilMs) };
    const binning: Binning = { binMs: BIN_MS, fine: finelyIn([...fine, ...maintenance], BIN_MS) };
    const bins = range.toMs > fromMs ? await this.#options.store().readBins(range, binning) : [];
    const blocks = bins.map(asBlock);
    return ledgerOf(objective, newest === undefined ? blocks : [...blocks, newest], maintenance);
  }
}
