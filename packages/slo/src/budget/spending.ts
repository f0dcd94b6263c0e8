/** What an interval cost: an outage, a release, a day. */
import type { Objective } from '../objective/objective.ts';
import type { Interval } from '../period/interval.ts';
import { periodAt } from '../period/period-at.ts';
import { attainmentOf, errorRatioOf } from './block.ts';
import type { Sums } from './block.ts';
import { budgetOfPeriod, spentRatio } from './budget-of-period.ts';
import { sumsIn } from './ledger.ts';
import type { Ledger } from './ledger.ts';

export interface Spending extends Interval, Sums {
  /** 0-1. */
  readonly errorRatio: number;
  /** 0-1; null where nothing happened. */
  readonly attainment: number | null;
  /** Share of what `period` allows that was spent in the interval. */
  readonly budgetSpentRatio: number;
  readonly period: Interval;
}

/**
 * Spending of intervals that follow each other adds up, as long as the period is the same.
 *
 * @param period - whose budget it is a share of. Its end may be still to come: then it is expected to go on as busy as
 * so far, and so far is where the ledger ends. @defaultValue the one that the last moment of the interval belongs to
 */
export function spending(
  objective: Objective,
  ledger: Ledger,
  interval: Interval,
  period: Interval = periodOf(objective, interval),
): Spending {
  const sums = sumsIn(ledger, interval);
  const knownUntilMs = ledger.endsMs.at(-1) ?? period.endMs;
  const nowMs = objective.period.kind === 'rolling' ? period.endMs : knownUntilMs;
  const budget = budgetOfPeriod(objective, ledger, period, nowMs);
  return {
    startMs: interval.startMs,
    endMs: interval.endMs,
    ...sums,
    errorRatio: errorRatioOf(sums),
    attainment: attainmentOf(sums),
    budgetSpentRatio: spentRatio(sums.bad, budget.allowedByEnd),
    period,
  };
}

function periodOf({ period }: Objective, { endMs }: Interval): Interval {
  // A month that ends with the interval, not the one that begins then.
  return periodAt(period, period.kind === 'rolling' ? endMs : endMs - 1);
}
