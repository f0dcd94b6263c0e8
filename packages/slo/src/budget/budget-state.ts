/** How an objective stands: what it attains, what is left of its budget, how fast that burns, and until when. */
import type { Objective } from '../objective/objective.ts';
import { budgetRatio } from '../objective/target.ts';
import type { Interval } from '../period/interval.ts';
import { periodAt } from '../period/period-at.ts';
import { attainmentOf, errorRatioOf } from './block.ts';
import type { Sums } from './block.ts';
import { budgetOfPeriod, spentRatio } from './budget-of-period.ts';
import type { PeriodBudget } from './budget-of-period.ts';
import { coverageIn } from './coverage.ts';
import type { Coverage } from './coverage.ts';
import { exhaustedAt } from './exhaustion.ts';
import type { Pace } from './exhaustion.ts';
import type { Ledger } from './ledger.ts';

/** What was counted in a window that ends now, as precisely as Prometheus knows. */
export interface WindowSums extends Pick<Sums, 'total' | 'bad'> {
  readonly windowMs: number;
}

/** How fast the budget burns. */
export interface Burn {
  readonly windowMs: number;
  /** 0-1. */
  readonly errorRatio: number;
  /** 1 spends the budget of a period in just that period. */
  readonly burnRate: number;
  /** When nothing will be left if it goes on as in the window, ms; null where that is not within the period. */
  readonly exhaustedAtMs: number | null;
}

/** Sums and coverage are those of the period so far; events, or seconds where it is measured by time. */
export interface BudgetState extends PeriodBudget, Coverage {
  /** The whole of it; of the calendar, also what is to come. */
  readonly period: Interval;
  readonly nowMs: number;
  /** 0-1, of the period so far. */
  readonly errorRatio: number;
  /** 0-1, of the period so far; null where nothing happened. */
  readonly attainment: number | null;
  /** Error ratio of the period so far as a share of the one that is allowed; above 1 where that is broken. */
  readonly budgetSpentRatio: number;
  /** 1 where nothing is spent, below 0 where more than all is. */
  readonly budgetRemainingRatio: number;
  /** Share that is spent of what the whole period allows. See `allowedByEnd`. */
  readonly wholePeriodSpentRatio: number;
  readonly burns: readonly Burn[];
}

/**
 * @param windows - whose burn rates are asked for
 * @throws RangeError where the objective's time zone does not exist
 */
export function budgetState(
  objective: Objective,
  ledger: Ledger,
  windows: readonly WindowSums[],
  nowMs: number,
): BudgetState {
  const period = periodAt(objective.period, nowMs);
  const budget = budgetOfPeriod(objective, ledger, period, nowMs);
  const budgetSpentRatio = spentRatio(budget.bad, budget.allowed);
  return {
    ...budget,
    ...coverageIn(ledger, { startMs: period.startMs, endMs: nowMs }),
    period,
    nowMs,
    errorRatio: errorRatioOf(budget),
    attainment: attainmentOf(budget),
    budgetSpentRatio,
    budgetRemainingRatio: 1 - budgetSpentRatio,
    wholePeriodSpentRatio: spentRatio(budget.bad, budget.allowedByEnd),
    burns: windows.map(({ windowMs, total, bad }) => ({
      windowMs,
      errorRatio: errorRatioOf({ total, bad }),
      burnRate: errorRatioOf({ total, bad }) / budgetRatio(objective.target),
      exhaustedAtMs: exhaustedAt(objective, ledger, period, budget, paceOf({ windowMs, total, bad }), nowMs),
    })),
  };
}

function paceOf({ windowMs, total, bad }: WindowSums): Pace {
  return { totalPerMs: total / windowMs, badPerMs: bad / windowMs };
}
