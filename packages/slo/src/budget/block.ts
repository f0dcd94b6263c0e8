/** What is remembered of an objective: five minutes at a time, for as long as its longest period. */
import type { Interval } from '../period/interval.ts';

/** Blocks begin at whole multiples of this since the epoch. The last one may be shorter, as far as is known yet. */
export const BLOCK_MS = 300_000;

/** What was counted in some time. Sums, never ratios: they add up, so that busy hours weigh as much as they are busy. */
export interface Sums {
  /** Events, or seconds where the objective is measured by time. */
  readonly total: number;
  /** Those of `total` that were bad. */
  readonly bad: number;
  /** For how much of the time there was something to measure by, also where nothing happened; the rest are gaps. */
  readonly coveredMs: number;
}

export interface Block extends Interval, Sums {}

/** Share of bad ones, 0-1. Nothing bad happened where nothing happened. */
export function errorRatioOf({ total, bad }: Pick<Sums, 'total' | 'bad'>): number {
  return total > 0 ? bad / total : 0;
}

/** Share of good ones, 0-1; null where nothing happened: no promise was kept, and none broken. */
export function attainmentOf(sums: Pick<Sums, 'total' | 'bad'>): number | null {
  return sums.total > 0 ? 1 - errorRatioOf(sums) : null;
}
