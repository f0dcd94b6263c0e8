/** The error budget policy: what is not done to a service any more while its budget is low. */
import type { Freezable, FreezeRule } from '@nines/catalog';
import type { Objective } from '../objective/objective.ts';
import { objectiveId } from '../objective/objective.ts';
import type { BudgetState } from './budget-state.ts';
import { isEvident, leftOf } from './follow-budget.ts';
import type { BudgetStanding } from './follow-budget.ts';

/** An objective as it stands. */
export interface FollowedBudget {
  readonly objective: Objective;
  readonly state: BudgetState;
  readonly standing: BudgetStanding;
}

/** One thing that is not done to a service for the sake of one objective. */
export interface Freeze {
  readonly service: string;
  readonly slo: string;
  readonly what: Freezable;
  /** Position in the policy of the rule that says so. */
  readonly rule: number;
}

/** What is left has to rise by this share before a rule that has frozen something lets go of it. */
const RELEASE_MARGIN = 0.05;

/**
 * What the policy freezes.
 *
 * `exhausted` follows the status of the budget; `remaining < 25%` begins below 25 % of the period's budget, where the
 * spending is evident, and ends from 30 % on.
 *
 * @param before - what was frozen at the last look
 * @returns in the order of the policy, then of the budgets
 */
export function frozenBy(
  policy: readonly FreezeRule[],
  budgets: readonly FollowedBudget[],
  before: readonly Freeze[] = [],
): readonly Freeze[] {
  return policy.flatMap((rule, index) =>
    budgets
      .filter(({ objective }) => concerns(rule, objective))
      .flatMap((budget) => {
        const { service, name: slo } = budget.objective;
        return rule.freeze
          .map((what): Freeze => ({ service, slo, what, rule: index }))
          .filter((freeze) =>
            applies(
              rule,
              budget,
              before.some((each) => isSame(each, freeze)),
            ),
          );
      }),
  );
}

function concerns({ services, objectives }: FreezeRule, objective: Objective): boolean {
  if (services !== undefined && !services.includes(objective.service)) return false;
  return objectives === undefined || objectives.some((name) => [objective.name, objectiveId(objective)].includes(name));
}

function applies({ when }: FreezeRule, { objective, state, standing }: FollowedBudget, isFrozen: boolean): boolean {
  if (when.kind === 'exhausted') return standing.status === 'exhausted';
  if (isFrozen) return leftOf(state) < Math.min(when.ratio + RELEASE_MARGIN, 1);
  return leftOf(state) < when.ratio && isEvident(objective, state);
}

function isSame(one: Freeze, other: Freeze): boolean {
  return one.rule === other.rule && one.what === other.what && one.service === other.service && one.slo === other.slo;
}
