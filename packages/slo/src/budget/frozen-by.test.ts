import type { BudgetCondition, FreezeRule } from '@nines/catalog';
import { describe, expect, it } from 'vitest';
import { eventsObjective } from '../objective/objective.testing.ts';
import { budgetState } from './budget-state.ts';
import type { BudgetStatus } from './follow-budget.ts';
import { frozenBy } from './frozen-by.ts';
import type { FollowedBudget } from './frozen-by.ts';
import { ledgerOf } from './ledger.ts';

function rule(when: BudgetCondition, changes: Partial<FreezeRule> = {}): FreezeRule {
  return { when, freeze: ['releases'], place: { line: 1, column: 1 }, ...changes };
}

/** A budget of a busy month of which so much is left. */
function budget(service: string, name: string, left: number, status: BudgetStatus = 'ok'): FollowedBudget {
  const objective = eventsObjective({ service, name });
  const empty = budgetState(objective, ledgerOf(objective, []), [], 0);
  const coveredMs = empty.period.endMs - empty.period.startMs;
  const state = { ...empty, coveredMs, total: 1_000, wholePeriodSpentRatio: 1 - left };
  return { objective, state, standing: { status, sinceMs: 0 } };
}

const low = rule({ kind: 'remaining-below', ratio: 0.25 });
const exhausted = rule({ kind: 'exhausted' }, { freeze: ['releases', 'experiments'] });

describe('error budget policy', () => {
  it('freezes nothing while there is budget', () => {
    expect(frozenBy([low, exhausted], [budget('web', 'errors', 0.25)])).toEqual([]);
  });

  it('freezes what each rule says, of the service whose budget it is', () => {
    const budgets = [budget('web', 'errors', 0.2, 'at-risk'), budget('api', 'errors', -1, 'exhausted')];
    expect(frozenBy([low, exhausted], budgets)).toEqual([
      { service: 'web', slo: 'errors', what: 'releases', rule: 0 },
      { service: 'api', slo: 'errors', what: 'releases', rule: 0 },
      { service: 'api', slo: 'errors', what: 'releases', rule: 1 },
      { service: 'api', slo: 'errors', what: 'experiments', rule: 1 },
    ]);
  });

  it('looks at the budgets that a rule names', () => {
    const budgets = [budget('web', 'errors', 0), budget('web', 'latency', 0), budget('api', 'errors', 0)];
    const found = (changes: Partial<FreezeRule>): readonly string[] =>
      frozenBy([{ ...low, ...changes }], budgets).map(({ service, slo }) => `${service}/${slo}`);
    expect(found({ services: ['web'] })).toEqual(['web/errors', 'web/latency']);
    expect(found({ objectives: ['errors'] })).toEqual(['web/errors', 'api/errors']);
    expect(found({ objectives: ['web/errors'] })).toEqual(['web/errors']);
    expect(found({ services: ['api'], objectives: ['latency'] })).toEqual([]);
  });

  it('lets go only when the budget has recovered by some distance', () => {
    const at = (left: number) => [budget('web', 'errors', left)];
    const frozen = frozenBy([low], at(0.24));
    expect(frozen).toHaveLength(1);
    expect(frozenBy([low], at(0.26), frozen)).toEqual(frozen);
    expect(frozenBy([low], at(0.3), frozen)).toEqual([]);
    expect(frozenBy([low], at(0.26))).toEqual([]);
  });

  it('freezes at any spending at all where the whole budget has to be there', () => {
    const whole = rule({ kind: 'remaining-below', ratio: 1 });
    const frozen = frozenBy([whole], [budget('web', 'errors', 0.99)]);
    expect(frozen).toHaveLength(1);
    expect(frozenBy([whole], [budget('web', 'errors', 1)], frozen)).toEqual([]);
  });

  it('takes no single failure of a young period for a low budget', () => {
    const { objective, state, standing } = budget('web', 'errors', -99);
    const young = { ...state, coveredMs: 60_000, total: 10, bad: 1 };
    expect(frozenBy([low], [{ objective, state: young, standing }])).toEqual([]);
  });
});
