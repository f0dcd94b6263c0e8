/** How much the database does for an answer. */

/** Of `explain (analyze, format json)`. */
export interface QueryPlan {
  readonly Plan: PlanNode;
}

interface PlanNode {
  readonly 'Actual Rows': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly PlanNode[];
}

/** The most rows that one step of answering had in its hands, each time it was taken. */
export function rowsTouched(plan: QueryPlan | undefined): number {
  return plan === undefined ? 0 : touched(plan.Plan);
}

function touched(node: PlanNode): number {
  const here = node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0);
  return Math.max(here, ...(node.Plans ?? []).map(touched));
}
