import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventsObjective } from '../objective/objective.testing.ts';
import { budgetState } from './budget-state.ts';
import type { BudgetState } from './budget-state.ts';
import { followBudget } from './follow-budget.ts';
import type { BudgetStanding } from './follow-budget.ts';
import { ledgerOf } from './ledger.ts';

const errors = eventsObjective();
const empty = budgetState(errors, ledgerOf(errors, []), [], 0);

/** A busy month of which so much is left. */
function left(ratio: number, changes: Partial<BudgetState> = {}): BudgetState {
  const allowed = 1_000;
  const bad = (1 - ratio) * allowed;
  const coveredMs = empty.period.endMs - empty.period.startMs;
  return { ...empty, total: 1_000_000, allowed, bad, coveredMs, wholePeriodSpentRatio: 1 - ratio, ...changes };
}

/** What is told while the budget goes through these shares that are left. */
function told(...ratios: readonly number[]): readonly string[] {
  let standing: BudgetStanding | undefined;
  return ratios.flatMap((ratio) => {
    const followed = followBudget(errors, standing, left(ratio));
    standing = followed.standing;
    return followed.events.map(({ type }) => type);
  });
}

describe('following a budget', () => {
  it('tells when it runs low, is spent, and has recovered', () => {
    expect(told(1, 0.5, 0.25, 0.249, 0.1, 0, -1, 0.04, 0.05, 0.29, 0.3, 1)).toEqual([
      'budget.at-risk',
      'budget.exhausted',
      'budget.at-risk',
      'budget.recovered',
    ]);
  });

  it('tells of the worst at once', () => {
    expect(told(1, -0.5, 1)).toEqual(['budget.exhausted', 'budget.recovered']);
  });

  it('does not repeat itself while a budget hovers about a bound', () => {
    expect(told(0.26, 0.24, 0.26, 0.24, 0.29)).toEqual(['budget.at-risk']);
    expect(told(0.01, -0.01, 0.01, -0.01, 0.04)).toEqual(['budget.at-risk', 'budget.exhausted']);
  });

  it('says whose budget it is, and what became of it', () => {
    const { standing, events } = followBudget(errors, { status: 'at-risk', sinceMs: 5 }, left(-0.5, { nowMs: 70 }));
    expect(standing).toEqual({ status: 'exhausted', sinceMs: 70 });
    expect(events).toMatchObject([
      {
        subject: 'portal/errors',
        atMs: 70,
        data: { service: 'portal', slo: 'errors', before: 'at-risk', remainingRatio: -0.5, target: '99.9', bad: 1_500 },
      },
    ]);
  });

  it('takes no single failure of a young period for exhaustion', () => {
    const young = { coveredMs: 60_000, total: 10, bad: 1, allowed: 0.01 };
    expect(followBudget(errors, undefined, left(-99, young)).events).toEqual([]);
    const failing = { ...young, bad: 5 };
    expect(followBudget(errors, undefined, left(-499, failing)).events).toHaveLength(1);
  });

  it('tells at most once for each crossing of the space between two bounds, whatever happens', () => {
    const walk = fc.array(fc.double({ min: -0.04, max: 0.04, noNaN: true }), { maxLength: 200 });
    fc.assert(
      fc.property(walk, (steps) => {
        let ratio = 0.5;
        let way = 0;
        const ratios = steps.map((step) => {
          way += Math.abs(step);
          return (ratio += step);
        });
        // Bounds are five hundredths apart: a further event takes a way of that length at least.
        expect(told(...ratios).length).toBeLessThanOrEqual(1 + way / 0.05);
      }),
    );
  });
});
