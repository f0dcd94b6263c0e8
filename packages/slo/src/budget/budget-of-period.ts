/** What a period allows, and what of it is spent. */
import type { Objective } from '../objective/objective.ts';
import { budgetRatio } from '../objective/target.ts';
import { lengthOf, overlapOf } from '../period/interval.ts';
import type { Interval } from '../period/interval.ts';
import type { Sums } from './block.ts';
import { sumsIn } from './ledger.ts';
import type { Ledger } from './ledger.ts';
import { maintenanceIn } from './maintenance.ts';

export interface PeriodBudget extends Sums {
  /** Bad events, or seconds, that the total so far allows. */
  readonly allowed: number;
  /**
   * What the period will have allowed by its end if it goes on as busy as so far. Of a rolling period, which always
   * ends now, the same as `allowed`.
   */
  readonly allowedByEnd: number;
}

/** The budget of `period` as it stands at `nowMs`. */
export function budgetOfPeriod(objective: Objective, ledger: Ledger, period: Interval, nowMs: number): PeriodBudget {
  const sums = sumsIn(ledger, { startMs: period.startMs, endMs: Math.min(nowMs, period.endMs) });
  const budget = budgetRatio(objective.target);
  const remaining = overlapOf(period, { startMs: nowMs, endMs: period.endMs });
  const remainingMs = lengthOf(remaining) - maintenanceIn(ledger.maintenance, remaining);
  const perMs = sums.coveredMs > 0 ? sums.total / sums.coveredMs : 0;
  return { ...sums, allowed: budget * sums.total, allowedByEnd: budget * (sums.total + perMs * remainingMs) };
}

/** Share of `allowed` that `bad` is: above 1 where it is overspent, 0 where nothing bad happened. */
export function spentRatio(bad: number, allowed: number): number {
  return bad > 0 ? bad / allowed : 0;
}
