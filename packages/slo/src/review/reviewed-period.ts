/** A period as it is looked back on. */
import { attainmentOf, errorRatioOf } from '../budget/block.ts';
import { budgetOfPeriod, spentRatio } from '../budget/budget-of-period.ts';
import { coverageIn } from '../budget/coverage.ts';
import type { Coverage } from '../budget/coverage.ts';
import type { Ledger } from '../budget/ledger.ts';
import type { Objective } from '../objective/objective.ts';
import { lengthOf } from '../period/interval.ts';
import type { Interval } from '../period/interval.ts';

/** Sums and coverage are those of what of the period has gone by. */
export interface ReviewedPeriod extends Interval, Coverage {
  /** Events, or seconds. */
  readonly total: number;
  readonly bad: number;
  /** What of `total` may be bad. */
  readonly allowed: number;
  /** 0-1. */
  readonly errorRatio: number;
  /** 0-1; null where nothing happened. */
  readonly attainment: number | null;
  readonly budgetSpentRatio: number;
  /** Whether the period is over. */
  readonly isComplete: boolean;
  /** Whether so much of it was measured that conclusions can be drawn. */
  readonly isTelling: boolean;
}

/** Less than this share of a period says nothing about the whole. */
const TELLING_RATIO = 0.8;

export function reviewedPeriod(objective: Objective, ledger: Ledger, period: Interval, nowMs: number): ReviewedPeriod {
  const budget = budgetOfPeriod(objective, ledger, period, nowMs);
  const coverage = coverageIn(ledger, { startMs: period.startMs, endMs: Math.min(period.endMs, nowMs) });
  const isComplete = period.endMs <= nowMs;
  return {
    startMs: period.startMs,
    endMs: period.endMs,
    total: budget.total,
    bad: budget.bad,
    allowed: budget.allowed,
    errorRatio: errorRatioOf(budget),
    attainment: attainmentOf(budget),
    budgetSpentRatio: spentRatio(budget.bad, budget.allowed),
    ...coverage,
    isComplete,
    isTelling:
      isComplete && budget.total > 0 && budget.coveredMs + coverage.maintenanceMs >= TELLING_RATIO * lengthOf(period),
  };
}
