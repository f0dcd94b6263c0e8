/** How an objective stood at many moments. */
import type { Objective } from '../objective/objective.ts';
import { budgetRatio } from '../objective/target.ts';
import type { Interval } from '../period/interval.ts';
import { periodAt } from '../period/period-at.ts';
import { attainmentOf, errorRatioOf } from './block.ts';
import { sumsIn } from './ledger.ts';
import type { Ledger } from './ledger.ts';

export interface Standing {
  readonly atMs: number;
  /** 0-1, of the period up to then; null where nothing happened. */
  readonly attainment: number | null;
  readonly budgetRemainingRatio: number;
}

/**
 * @param moments - ascending, ms
 * @returns one for each moment
 */
export function budgetHistory(objective: Objective, ledger: Ledger, moments: readonly number[]): readonly Standing[] {
  const budget = budgetRatio(objective.target);
  const periodOf = periodsInOrder(objective);
  return moments.map((atMs) => {
    const sums = sumsIn(ledger, { startMs: periodOf(atMs).startMs, endMs: atMs });
    return { atMs, attainment: attainmentOf(sums), budgetRemainingRatio: 1 - errorRatioOf(sums) / budget };
  });
}

/** `periodAt` for moments that ascend: the calendar is looked at once for each period. */
function periodsInOrder({ period }: Objective): (atMs: number) => Interval {
  let current: Interval = { startMs: -Infinity, endMs: -Infinity };
  return (atMs) => {
    if (period.kind === 'rolling' || atMs >= current.endMs) current = periodAt(period, atMs);
    return current;
  };
}
