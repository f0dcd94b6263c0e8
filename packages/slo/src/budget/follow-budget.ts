/**
 * When it is told that a budget runs low, is spent, or has recovered. Each bound is left at a distance from where it was
 * crossed, so that a budget that hovers about one is not told of again and again.
 */
import { chanceOf } from '../objective/evidence.ts';
import { observationUnits } from '../objective/measure.ts';
import { objectiveId } from '../objective/objective.ts';
import type { Objective } from '../objective/objective.ts';
import { budgetRatio } from '../objective/target.ts';
import { lengthOf } from '../period/interval.ts';
import type { BudgetState } from './budget-state.ts';

export type BudgetStatus = 'ok' | 'at-risk' | 'exhausted';

/** What is remembered from one look to the next. */
export interface BudgetStanding {
  readonly status: BudgetStatus;
  readonly sinceMs: number;
}

export interface BudgetEvent {
  readonly type: 'budget.at-risk' | 'budget.exhausted' | 'budget.recovered';
  /** `portal/errors`. */
  readonly subject: string;
  readonly atMs: number;
  readonly data: {
    readonly service: string;
    readonly slo: string;
    readonly before: BudgetStatus;
    /** Share of the whole period's budget that is left, at most 1. */
    readonly remainingRatio: number;
    readonly attainment: number | null;
    readonly target: string;
    readonly bad: number;
    readonly allowed: number;
  };
}

/** Shares of the whole period's budget that are left. */
const BOUNDS = { atRiskBelow: 0.25, okFrom: 0.3, exhaustedAt: 0, leftFrom: 0.05 } as const;

const EVENT_TYPES = { ok: 'budget.recovered', 'at-risk': 'budget.at-risk', exhausted: 'budget.exhausted' } as const;

/** From well to bad. */
const ORDER: readonly BudgetStatus[] = ['ok', 'at-risk', 'exhausted'];

/**
 * Looks at a budget once more.
 *
 * At risk below 25 % of the period's budget, exhausted at 0 %; no longer exhausted from 5 % on, well again from 30 % on.
 * It gets worse only where the spending is evident.
 *
 * @param before - undefined at the first look, which takes it that all was well
 * @returns at most one event: that of the status that is new
 */
export function followBudget(
  objective: Objective,
  before: BudgetStanding | undefined,
  state: BudgetState,
): { readonly standing: BudgetStanding; readonly events: readonly BudgetEvent[] } {
  const { status, sinceMs } = before ?? { status: 'ok', sinceMs: state.nowMs };
  const found = statusOf(status, leftOf(state));
  const isWorse = ORDER.indexOf(found) > ORDER.indexOf(status);
  if (found === status || (isWorse && !isEvident(objective, state))) {
    return { standing: { status, sinceMs }, events: [] };
  }
  return {
    standing: { status: found, sinceMs: state.nowMs },
    events: [eventOf(objective, status, found, state)],
  };
}

/** Share of the whole period's budget that is left; below 0 where more than all is spent. */
export function leftOf({ wholePeriodSpentRatio }: BudgetState): number {
  return 1 - wholePeriodSpentRatio;
}

/**
 * Whether spending is no chance: most of the period was observed, or more is bad than chance explains. That one of the
 * first ten requests failed exhausts nothing.
 */
export function isEvident(objective: Objective, { period, coveredMs, total, bad }: BudgetState): boolean {
  const wasObserved = coveredMs >= lengthOf(period) / 2;
  return wasObserved || bad > chanceOf(total, budgetRatio(objective.target), observationUnits(objective));
}

function statusOf(status: BudgetStatus, left: number): BudgetStatus {
  if (status === 'exhausted' ? left < BOUNDS.leftFrom : left <= BOUNDS.exhaustedAt) return 'exhausted';
  return left < (status === 'ok' ? BOUNDS.atRiskBelow : BOUNDS.okFrom) ? 'at-risk' : 'ok';
}

function eventOf(objective: Objective, before: BudgetStatus, status: BudgetStatus, state: BudgetState): BudgetEvent {
  return {
    type: EVENT_TYPES[status],
    subject: objectiveId(objective),
    atMs: state.nowMs,
    data: {
      service: objective.service,
      slo: objective.name,
      before,
      remainingRatio: leftOf(state),
      attainment: state.attainment,
      target: objective.target,
      bad: state.bad,
      allowed: state.allowedByEnd,
    },
  };
}
