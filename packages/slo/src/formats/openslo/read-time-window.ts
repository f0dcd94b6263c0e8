/** The time over which an objective of OpenSLO holds. */
import { isTimezone } from '@nines/catalog/source';
import type { SourcePath } from '@nines/catalog/source';
import type { CalendarUnit, Period } from '../../objective/objective.ts';
import { reportAt, reportAtKey, reportReadAs } from '../reading.ts';
import type { Reading } from '../reading.ts';
import { DAYS_OF, parseShorthand, shorthandMs } from './durations.ts';
import type { Shorthand } from './durations.ts';
import type { TimeWindowInput } from './slo-schema.ts';

const DAY_MS = 86_400_000;
const MAX_DAYS = 3_660;

/** Where none is given, OpenSLO leaves it to the reader. */
const DEFAULT_DAYS = 30;

/** Lengths that are periods of a calendar, in any of their spellings. */
const CALENDAR_UNITS: Readonly<Record<string, CalendarUnit>> = {
  '1d': 'day',
  '1w': 'week',
  '7d': 'week',
  '1M': 'month',
  '1Q': 'quarter',
  '3M': 'quarter',
  '1Y': 'year',
  '4Q': 'year',
  '12M': 'year',
};

const START = /^(\d{4})-(\d\d)-(\d\d)(?:[ T]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?)?$/;

/** @param path - of `timeWindow` */
export function readTimeWindow(
  reading: Reading,
  path: SourcePath,
  windows: readonly TimeWindowInput[],
): Period | undefined {
  const [window, second] = windows;
  if (window === undefined && !reading.document.isIntact(path)) return undefined;
  if (window === undefined) {
    reportReadAs(reading, path, `without a time window, the objective holds over ${DEFAULT_DAYS} days`);
    return { kind: 'rolling', lengthMs: DEFAULT_DAYS * DAY_MS };
  }
  if (second !== undefined) {
    reportAt(reading, 'SLO_BAD_VALUE', [...path, 1], 'an objective has one time window', { hint: 'remove the others' });
    return undefined;
  }
  const at = [...path, 0];
  const duration = parseShorthand(window.duration);
  if (duration === undefined || shorthandMs(duration) > MAX_DAYS * DAY_MS) {
    reportAt(
      reading,
      'SLO_BAD_VALUE',
      [...at, 'duration'],
      `a time window lasts from 1m to ten years, not ${window.duration}`,
    );
    return undefined;
  }
  const rolling = window.isRolling ?? window.calendar === undefined;
  if (rolling === (window.calendar !== undefined)) {
    const message = rolling
      ? 'a rolling window begins at any moment, not at a time of the calendar'
      : 'a window that does not roll needs `calendar`, with `startTime` and `timeZone`';
    reportAtKey(reading, 'SLO_BAD_VALUE', [...at, rolling ? 'calendar' : 'isRolling'], message);
    return undefined;
  }
  return window.calendar === undefined
    ? rollingPeriod(reading, at, duration)
    : calendarPeriod(reading, at, duration, window.calendar);
}

function rollingPeriod(reading: Reading, path: SourcePath, duration: Shorthand): Period {
  const days = DAYS_OF[duration.unit];
  if (days !== undefined) {
    const message = `a rolling window of ${duration.count}${duration.unit} lasts ${duration.count * days} days`;
    reportReadAs(reading, [...path, 'duration'], message, 'write the days that you mean, such as `28d`');
  }
  return { kind: 'rolling', lengthMs: shorthandMs(duration) };
}

function calendarPeriod(
  reading: Reading,
  path: SourcePath,
  { count, unit: letter }: Shorthand,
  { startTime, timeZone }: { readonly startTime: string; readonly timeZone: string },
): Period | undefined {
  const unit = CALENDAR_UNITS[`${count}${letter}`];
  if (unit === undefined) {
    const hint = letter === 'm' ? '`m` are minutes, `M` are months' : 'take 1d, 1w, 1M, 1Q or 1Y, or a rolling window';
    const message = `${count}${letter} is no period of the calendar`;
    reportAt(reading, 'SLO_UNSUPPORTED', [...path, 'duration'], message, { hint });
  }
  if (!isTimezone(timeZone)) {
    const hint = 'a name of the IANA database such as `Europe/Berlin`';
    reportAt(reading, 'SLO_BAD_VALUE', [...path, 'calendar', 'timeZone'], `there is no time zone ${timeZone}`, {
      hint,
    });
  }
  const start = localTime(startTime);
  if (start === undefined) {
    const message = `startTime must be a time such as \`2024-01-01 00:00:00\`, not ${startTime}`;
    reportAt(reading, 'SLO_BAD_VALUE', [...path, 'calendar', 'startTime'], message);
  }
  if (unit === undefined || start === undefined || !isTimezone(timeZone)) return undefined;
  if (!begins(unit, start)) {
    const message = `periods begin at midnight ${BEGINNINGS[unit]}, not as ${startTime} does`;
    reportReadAs(reading, [...path, 'calendar', 'startTime'], message);
  }
  return { kind: 'calendar', unit, timezone: timeZone };
}

const BEGINNINGS: Readonly<Record<CalendarUnit, string>> = {
  day: 'of each day',
  week: 'of each Monday',
  month: 'of the first of each month',
  quarter: 'of the first of January, April, July and October',
  year: 'of the first of January',
};

/** As the UTC instant whose UTC clock would show the same. */
function localTime(text: string): Date | undefined {
  const parts = START.exec(text)
    ?.slice(1)
    .map((part: string | undefined) => Number(part ?? 0));
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts ?? [];
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  return parts !== undefined && date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date : undefined;
}

function begins(unit: CalendarUnit, start: Date): boolean {
  const midnight = start.getTime() % DAY_MS === 0;
  const first = start.getUTCDate() === 1;
  const month = start.getUTCMonth();
  const starts: Readonly<Record<CalendarUnit, boolean>> = {
    day: true,
    week: start.getUTCDay() === 1,
    month: first,
    quarter: first && month % 3 === 0,
    year: first && month === 0,
  };
  return midnight && starts[unit];
}
