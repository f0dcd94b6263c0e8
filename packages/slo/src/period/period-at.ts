/** Which time an objective is about at a given moment. */
import type { CalendarUnit, Period } from '../objective/objective.ts';
import type { Interval } from './interval.ts';
import { instantOf, localTimeAt } from './time-zone.ts';

const DAY_MS = 86_400_000;

/**
 * The period that is looked at at `atMs`: of a rolling one the time up to it, of the calendar the day, week, month,
 * quarter or year that it belongs to.
 *
 * Calendar periods tile time: each ends where the next one begins, in whatever zone.
 *
 * @throws RangeError where there is no such time zone
 */
export function periodAt(period: Period, atMs: number): Interval {
  if (period.kind === 'rolling') return { startMs: atMs - period.lengthMs, endMs: atMs };
  const { unit, timezone } = period;
  // Where clocks go back over midnight, they show the old date once more when the new day has begun already.
  for (let step = 0; ; step += 1) {
    const localMs = localTimeAt(atMs, timezone);
    const startMs = instantOf(boundary(unit, localMs, step), timezone);
    const endMs = instantOf(boundary(unit, localMs, step + 1), timezone);
    if (atMs < endMs) return { startMs, endMs };
  }
}

/** The one before: of a rolling period that which ended when it began. Days that a zone left out are passed over. */
export function previousPeriod(period: Period, { startMs }: Interval): Interval {
  return periodAt(period, period.kind === 'rolling' ? startMs : startMs - 1);
}

/** Local time at which the unit around `localMs` begins, or the one so many `steps` later. */
function boundary(unit: CalendarUnit, localMs: number, steps: number): number {
  const local = new Date(localMs);
  const [year, month, day] = [local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate()];
  switch (unit) {
    case 'day':
      return Date.UTC(year, month, day + steps);
    case 'week':
      return Date.UTC(year, month, day - daysSinceMonday(localMs) + 7 * steps);
    case 'month':
      return Date.UTC(year, month + steps, 1);
    case 'quarter':
      return Date.UTC(year, month - (month % 3) + 3 * steps, 1);
    case 'year':
      return Date.UTC(year + steps, 0, 1);
  }
}

/** The epoch was a Thursday. */
function daysSinceMonday(localMs: number): number {
  const days = Math.floor(localMs / DAY_MS);
  return (((days + 3) % 7) + 7) % 7;
}
