/** Which period a review is about. Pure. */
import type { ReviewPeriod } from '@nines/api';
import { periodAt, previousPeriod } from '@nines/slo/budgets';
import type { Interval, Objective } from '@nines/slo';

const DAY_MS = 86_400_000;

/**
 * Rolling periods are reviewed up to the end of a day of UTC, so that a review can be made again; `last` is up to the end
 * of yesterday.
 */
export function reviewPeriod({ period }: Pick<Objective, 'period'>, asked: ReviewPeriod, nowMs: number): Interval {
  if (asked === 'current') return periodAt(period, nowMs);
  if (asked === 'last') {
    const todayMs = Math.floor(nowMs / DAY_MS) * DAY_MS;
    return period.kind === 'rolling' ? periodAt(period, todayMs) : previousPeriod(period, periodAt(period, nowMs));
  }
  const dayMs = Date.parse(asked);
  return periodAt(period, period.kind === 'rolling' ? dayMs + DAY_MS : dayMs + DAY_MS / 2);
}
