/** In what the budget of an objective is measured. */
import type { Objective } from './objective.ts';

type Measured = Pick<Objective, 'indicator' | 'budgeting'>;

/** Figures that are observed by time are looked at so often, seconds. */
const STEP_SECONDS = 5;

/** Whether seconds are counted rather than events. Gaps and maintenance are of time only. */
export function isMeasuredByTime({ indicator, budgeting }: Measured): boolean {
  return indicator.kind !== 'events' || budgeting.method !== 'occurrences';
}

/** How much of the total a single observation is: 1 event, or the seconds of one look or slice. */
export function observationUnits({ indicator, budgeting }: Measured): number {
  if (budgeting.method !== 'occurrences') return budgeting.sliceMs / 1_000;
  return indicator.kind === 'events' ? 1 : STEP_SECONDS;
}
