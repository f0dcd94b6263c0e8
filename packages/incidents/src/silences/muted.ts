/** Which alerts the clock mutes, as Alertmanager decides it: it does not say so of what it holds. */
import { WEEKDAYS } from '@nines/catalog';
import type { MuteTime } from '@nines/catalog';

/** Whether one of the times holds for an alert with these labels, at a wall-clock time in ms. */
export function isMuted(labels: Readonly<Record<string, string>>, times: readonly MuteTime[], atMs: number): boolean {
  const { owner = '', severity } = labels;
  return times
    .filter(({ severities }) => severities.some((muted) => muted === severity))
    .filter(({ owners }) => owners === undefined || owners.includes(owner))
    .some((time) => isWithin(time, atMs));
}

/** A night belongs to the day on which it begins. */
function isWithin({ days, from, timezone, to }: MuteTime, atMs: number): boolean {
  const { time, weekday } = clockAt(atMs, timezone);
  const begins = (day: number): boolean => days.some((name) => name === WEEKDAYS.at(day));
  if (from < to) return begins(weekday) && time >= from && time < to;
  return (begins(weekday) && time >= from) || (begins(weekday - 1) && time < to);
}

/** What clocks of the zone show: `HH:MM`, and the day as an index of `WEEKDAYS`. */
function clockAt(atMs: number, timeZone: string): { readonly time: string; readonly weekday: number } {
  const shown = { weekday: 'long', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone, ...shown }).formatToParts(atMs);
  const [day = '', hour = '', minute = ''] = ['weekday', 'hour', 'minute'].map(
    (type) => parts.find((part) => part.type === type)?.value,
  );
  return { time: `${hour}:${minute}`, weekday: WEEKDAYS.findIndex((name) => name === day.toLowerCase()) };
}
