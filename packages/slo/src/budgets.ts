/**
 * What is done with objectives that are known: periods, budgets, reviews. Loads neither parsers nor schemas, which a
 * server does not need in order to answer.
 */
export { BLOCK_MS } from './budget/block.ts';
export { budgetState } from './budget/budget-state.ts';
export { followBudget } from './budget/follow-budget.ts';
export { frozenBy } from './budget/frozen-by.ts';
export { budgetHistory } from './budget/history.ts';
export { ledgerOf } from './budget/ledger.ts';
export { maintenanceOf } from './budget/maintenance.ts';
export { spending } from './budget/spending.ts';
export { burnTiers, effectiveTiers, nominalLengthMs, windowText } from './objective/burn-tiers.ts';
export { isMeasuredByTime } from './objective/measure.ts';
export { objectiveId } from './objective/objective.ts';
export { targetRatio } from './objective/target.ts';
export { periodAt, previousPeriod } from './period/period-at.ts';
export { reviewMarkdown } from './review/review-markdown.ts';
export { reviewOf } from './review/review-of.ts';
export { INCREASE } from './rules/series.ts';
export { STEP_MS } from './rules/step.ts';
export { creditsOwed } from './sla/credits-owed.ts';
