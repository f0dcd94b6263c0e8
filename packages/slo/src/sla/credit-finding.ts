/** What a rule of an agreement finds in a month of one objective. */
import type { CreditCondition } from '@nines/catalog';
import { badTimesIn } from '../budget/bad-times.ts';
import { attainmentOf } from '../budget/block.ts';
import { budgetOfPeriod } from '../budget/budget-of-period.ts';
import { coverageIn } from '../budget/coverage.ts';
import type { Coverage } from '../budget/coverage.ts';
import { sumsIn } from '../budget/ledger.ts';
import type { Ledger } from '../budget/ledger.ts';
import type { Objective } from '../objective/objective.ts';
import { lengthOf, overlapOf } from '../period/interval.ts';
import type { Interval } from '../period/interval.ts';
import type { Violation } from './violations.ts';

/** An objective, and what became of it. */
export interface ObjectiveRecord {
  readonly objective: Objective;
  readonly ledger: Ledger;
  readonly violations: readonly Violation[];
}

/** What speaks for a credit. Coverage and attainment are those of the month so far. */
export interface CreditFinding extends Coverage {
  /** Name of the objective. */
  readonly slo: string;
  /** 0-1; null where nothing happened. */
  readonly attainment: number | null;
  /** When it happened, in order: whole violations, or the times in which something was bad. */
  readonly causes: readonly Interval[];
}

/** Undefined where the condition is not met by what is known at `nowMs`. */
export function creditFinding(
  when: CreditCondition,
  record: ObjectiveRecord,
  month: Interval,
  nowMs: number,
): CreditFinding | undefined {
  const causes =
    when.kind === 'violated'
      ? longViolations(record, when.forMs, month)
      : downtimeBelow(record, when.belowPercent, month, nowMs);
  if (causes.length === 0) return undefined;
  const soFar = { startMs: month.startMs, endMs: Math.min(month.endMs, nowMs) };
  return {
    slo: record.objective.name,
    attainment: attainmentOf(sumsIn(record.ledger, soFar)),
    causes,
    ...coverageIn(record.ledger, soFar),
  };
}

/**
 * Violations that last for more than `forMs`. They count in the month in which they have done so, and in each other that
 * holds as much of them by itself: none is lost between two months, and none counts twice for the same time.
 */
function longViolations({ violations }: ObjectiveRecord, forMs: number, month: Interval): readonly Interval[] {
  return violations
    .filter((violation) => {
      const dueMs = violation.startMs + forMs;
      const becameDue = lengthOf(violation) > forMs && dueMs >= month.startMs && dueMs < month.endMs;
      return becameDue || lengthOf(overlapOf(violation, month)) > forMs;
    })
    .map(({ startMs, endMs }) => ({ startMs, endMs }));
}

/** Of a month that is not over the rest is taken to be good: what is owed cannot be undone. */
function downtimeBelow(
  { objective, ledger }: ObjectiveRecord,
  percent: string,
  month: Interval,
  nowMs: number,
): readonly Interval[] {
  const { bad, allowedByEnd } = budgetOfPeriod({ ...objective, target: percent }, ledger, month, nowMs);
  return bad > allowedByEnd ? badTimesIn(ledger, month) : [];
}
