/** The days on which a budget went. */
import { spending } from '../budget/spending.ts';
import type { Spending } from '../budget/spending.ts';
import type { Ledger } from '../budget/ledger.ts';
import type { Objective, Period } from '../objective/objective.ts';
import { overlapOf } from '../period/interval.ts';
import type { Interval } from '../period/interval.ts';
import { periodAt } from '../period/period-at.ts';
import { localTimeAt } from '../period/time-zone.ts';

/** Shares are of what the whole period allows. */
export interface DayOfSpending extends Spending {
  /** `2026-03-11`, in the zone of the review. */
  readonly day: string;
  /** Share of all that was spent in the period, 0-1. */
  readonly shareOfSpent: number;
}

/** At most `count` days of the period, the worst first; none on which nothing was bad. */
export function worstDays(
  objective: Objective,
  ledger: Ledger,
  period: Interval,
  timezone: string,
  count: number,
): readonly DayOfSpending[] {
  const days = daysOf(period, timezone).map((day) => spending(objective, ledger, day, period));
  const bad = days.reduce((sum, day) => sum + day.bad, 0);
  return days
    .filter((day) => day.bad > 0)
    .sort((one, other) => other.bad - one.bad || one.startMs - other.startMs)
    .slice(0, count)
    .map((day) => ({ ...day, day: dateIn(timezone, day.startMs), shareOfSpent: day.bad / bad }));
}

function daysOf(interval: Interval, timezone: string): readonly Interval[] {
  const calendar: Period = { kind: 'calendar', unit: 'day', timezone };
  const days: Interval[] = [];
  for (let atMs = interval.startMs; atMs < interval.endMs;) {
    const day = periodAt(calendar, atMs);
    days.push(overlapOf(day, interval));
    atMs = day.endMs;
  }
  return days;
}

/** `2026-03-11`. */
export function dateIn(timezone: string, atMs: number): string {
  return new Date(localTimeAt(atMs, timezone)).toISOString().slice(0, 10);
}
