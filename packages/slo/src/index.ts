export { burnTiers, canFire, effectiveTiers, nominalLengthMs, windowText } from './objective/burn-tiers.ts';
export type { BurnTier } from './objective/burn-tiers.ts';
export { chanceOf, GATE } from './objective/evidence.ts';
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
