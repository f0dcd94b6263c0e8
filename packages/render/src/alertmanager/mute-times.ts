/** Times of the week at which tickets wait. */
import { WEEKDAYS } from '@nines/catalog/vocabulary';
import type { MuteTime, Weekday } from '@nines/catalog';
import type { TimeInterval, TimeRange } from './document.ts';

const MIDNIGHT = { start: '00:00', end: '24:00' } as const;

/**
 * A mute time as Alertmanager's time interval, in its own time zone.
 *
 * Alertmanager's ranges end on the day they begin: one that goes on over midnight becomes two.
 *
 * @see Alertmanager documentation, "Configuration": `<time_interval_spec>`
 */
export function timeInterval({ name, timezone, days, from, to }: MuteTime): TimeInterval {
  if (from < to) return { name, time_intervals: [range(days, from, to, timezone)] };
  const evening = range(days, from, MIDNIGHT.end, timezone);
  if (to === MIDNIGHT.start) return { name, time_intervals: [evening] };
  return { name, time_intervals: [evening, range(days.map(dayAfter), MIDNIGHT.start, to, timezone)] };
}

function range(weekdays: readonly string[], start: string, end: string, location: string): TimeRange {
  return { times: [{ start_time: start, end_time: end }], weekdays, location };
}

function dayAfter(day: Weekday): Weekday {
  return WEEKDAYS[(WEEKDAYS.indexOf(day) + 1) % WEEKDAYS.length] ?? day;
}
