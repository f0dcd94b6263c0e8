export { BLOCK_MS } from './budget/block.ts';
export type { Block, Sums } from './budget/block.ts';
export { budgetState } from './budget/budget-state.ts';
export type { BudgetState, Burn, WindowSums } from './budget/budget-state.ts';
export { followBudget } from './budget/follow-budget.ts';
export type { BudgetEvent, BudgetStanding, BudgetStatus } from './budget/follow-budget.ts';
export { frozenBy } from './budget/frozen-by.ts';
export type { FollowedBudget, Freeze } from './budget/frozen-by.ts';
export { budgetHistory } from './budget/history.ts';
export type { Standing } from './budget/history.ts';
export { ledgerOf } from './budget/ledger.ts';
export type { Ledger } from './budget/ledger.ts';
export { maintenanceOf } from './budget/maintenance.ts';
export { spending } from './budget/spending.ts';
export type { Spending } from './budget/spending.ts';
export { inOrder } from './findings/in-order.ts';
export { objectiveFindings } from './findings/objective-findings.ts';
export { withoutRepeated } from './findings/without-repeated.ts';
export { writeOpenSlo } from './formats/openslo/write-openslo.ts';
export { readObjectiveFiles, readObjectives } from './formats/read-objectives.ts';
export type { ObjectiveFile, ReadObjectives } from './formats/read-objectives.ts';
export { objectivesOf } from './from-catalog/objectives-of.ts';
export type { ObjectivesOfCatalog } from './from-catalog/objectives-of.ts';
export { PROBE_JOB, probeUrl } from './from-catalog/probe.ts';
export { historyStepMs, momentsAtOnce } from './history/history-steps.ts';
export { observeHistory } from './history/observe-history.ts';
export { burnTiers, canFire, effectiveTiers, nominalLengthMs, windowText } from './objective/burn-tiers.ts';
export type { BurnTier } from './objective/burn-tiers.ts';
export { chanceOf, GATE } from './objective/evidence.ts';
export { isMeasuredByTime, observationUnits } from './objective/measure.ts';
export { ALL_ALERTS, objectiveId } from './objective/objective.ts';
export type {
  Alerting,
  Budgeting,
  CalendarUnit,
  Comparison,
  Count,
  Indicator,
  Objective,
  Period,
  Place,
} from './objective/objective.ts';
export { budgetRatio, normaliseTarget, targetOf, targetRatio } from './objective/target.ts';
export type { Interval } from './period/interval.ts';
export { periodAt, previousPeriod } from './period/period-at.ts';
export { asCount } from './promql/read-count.ts';
export { fillWindow, WINDOW } from './promql/window.ts';
export type { Proposal } from './review/proposals.ts';
export { reviewMarkdown } from './review/review-markdown.ts';
export { reviewOf } from './review/review-of.ts';
export type { PastAlert, Review, ReviewedCredit, ReviewOptions } from './review/review-of.ts';
export type { ReviewedPeriod } from './review/reviewed-period.ts';
export type { DayOfSpending } from './review/worst-days.ts';
export type { SimulatedAlert } from './simulate/alerts.ts';
export type { AlertQuality, OutageReport } from './simulate/quality.ts';
export { readScenario } from './simulate/read-scenario.ts';
export type { ReadScenario } from './simulate/read-scenario.ts';
export type { Increases } from './simulate/recording.ts';
export type { Segment } from './simulate/segment.ts';
export { simulate, simulateHistory } from './simulate/simulate.ts';
export type { ScenarioSimulation, Simulation } from './simulate/simulate.ts';
export type { CreditFinding } from './sla/credit-finding.ts';
export { creditsOwed } from './sla/credits-owed.ts';
export type { Credit, CreditReport, MonthOfCredits, RecordedObjective } from './sla/credits-owed.ts';
export { objectiveRules } from './rules/objective-rules.ts';
export type { ObjectiveRulesOptions } from './rules/objective-rules.ts';
export type { AlertWords, ObjectiveAlert, WordsOf } from './rules/alerts.ts';
export { recordedEveryMs } from './rules/recipe.ts';
export { INCREASE } from './rules/series.ts';
export { STEP_MS } from './rules/step.ts';
export { violationsIn } from './sla/violations.ts';
export type { Violation } from './sla/violations.ts';
