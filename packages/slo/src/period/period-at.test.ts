import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CalendarUnit, Period } from '../objective/objective.ts';
import { periodAt, previousPeriod } from './period-at.ts';

const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;

function calendar(unit: CalendarUnit, timezone: string): Period {
  return { kind: 'calendar', unit, timezone };
}

function at(text: string): number {
  return Date.parse(text);
}

describe('a rolling period', () => {
  const period: Period = { kind: 'rolling', lengthMs: 24 * HOUR_MS };

  it('is the time up to now', () => {
    expect(periodAt(period, 100 * HOUR_MS)).toEqual({ startMs: 76 * HOUR_MS, endMs: 100 * HOUR_MS });
  });

  it('follows the one that ended when it began', () => {
    const current = periodAt(period, 100 * HOUR_MS);
    expect(previousPeriod(period, current)).toEqual({ startMs: 52 * HOUR_MS, endMs: 76 * HOUR_MS });
  });
});

/** Boundaries by the IANA database, written in UTC. */
const CALENDAR = [
  ['month', 'UTC', '2024-02-01T00:00:00Z', '2024-03-01T00:00:00Z', 'a leap year'],
  ['month', 'Europe/Berlin', '2026-02-28T23:00:00Z', '2026-03-31T22:00:00Z', 'an hour short'],
  ['month', 'Europe/Berlin', '2026-09-30T22:00:00Z', '2026-10-31T23:00:00Z', 'an hour long'],
  ['day', 'Europe/Berlin', '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z', '23 hours'],
  ['day', 'Europe/Berlin', '2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z', '25 hours'],
  ['week', 'Europe/Berlin', '2026-03-22T23:00:00Z', '2026-03-29T22:00:00Z', 'from Monday to Monday'],
  ['quarter', 'Europe/Berlin', '2025-12-31T23:00:00Z', '2026-03-31T22:00:00Z', 'the clocks change once'],
  ['year', 'Europe/Berlin', '2025-12-31T23:00:00Z', '2026-12-31T23:00:00Z', 'the clocks change twice'],
  ['month', 'America/New_York', '2026-11-01T04:00:00Z', '2026-12-01T05:00:00Z', 'the clocks change on the first'],
  ['month', 'Asia/Kathmandu', '2026-01-31T18:15:00Z', '2026-02-28T18:15:00Z', 'three quarters of an hour'],
  ['month', 'Australia/Lord_Howe', '2026-03-31T13:00:00Z', '2026-04-30T13:30:00Z', 'half an hour of daylight saving'],
  ['day', 'America/Sao_Paulo', '2018-11-04T03:00:00Z', '2018-11-05T02:00:00Z', 'begins at 01:00'],
  ['day', 'America/Sao_Paulo', '2018-02-17T02:00:00Z', '2018-02-18T03:00:00Z', '23:00 to midnight twice'],
  ['day', 'Africa/Cairo', '2024-04-25T22:00:00Z', '2024-04-26T21:00:00Z', 'begins at 01:00'],
  ['month', 'Africa/Cairo', '2024-09-30T21:00:00Z', '2024-10-31T22:00:00Z', 'ends with the hour that comes twice'],
  [
    'day',
    'America/St_Johns',
    '2010-11-07T02:30:00Z',
    '2010-11-08T03:30:00Z',
    'midnight comes twice, the first one counts',
  ],
  ['day', 'Pacific/Apia', '2011-12-29T10:00:00Z', '2011-12-30T10:00:00Z', 'the day after does not exist'],
  ['day', 'Pacific/Apia', '2011-12-30T10:00:00Z', '2011-12-31T10:00:00Z', 'the day before does not exist'],
  ['week', 'UTC', '1969-12-29T00:00:00Z', '1970-01-05T00:00:00Z', 'around the epoch'],
] as const;

describe('a calendar period', () => {
  it.each(CALENDAR)('%s in %s from %s to %s: %s', (unit, timezone, from, to) => {
    const period = calendar(unit, timezone);
    const expected = { startMs: at(from), endMs: at(to) };
    const inside = [expected.startMs, expected.startMs + 1, expected.startMs + SECOND_MS];
    const late = [expected.endMs - SECOND_MS, expected.endMs - 1];
    for (const moment of [...inside, ...late]) expect(periodAt(period, moment)).toEqual(expected);
    for (const moment of [expected.endMs, expected.endMs + SECOND_MS]) {
      expect(periodAt(period, moment).startMs).toBe(expected.endMs);
    }
    for (const moment of [expected.startMs - 1, expected.startMs - SECOND_MS]) {
      expect(periodAt(period, moment).endMs).toBe(expected.startMs);
    }
  });

  it('takes a moment at which clocks show the old date again for the new day', () => {
    const day = calendar('day', 'America/St_Johns');
    expect(periodAt(day, at('2010-11-07T02:45:00Z')).startMs).toBe(at('2010-11-07T02:30:00Z'));
  });

  it('refuses zones that do not exist', () => {
    expect(() => periodAt(calendar('day', 'Europe/Atlantis'), 0)).toThrow(RangeError);
  });
});

const anyUnit = fc.constantFrom<CalendarUnit>('day', 'week', 'month', 'quarter', 'year');
const anyZone = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));
const anyMoment = fc.integer({ min: at('1950-01-01T00:00:00Z'), max: at('2060-01-01T00:00:00Z') });

/** `2026-03-01`, by another way than the code under test goes. */
function dateIn(timezone: string, atMs: number): string {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone: timezone, dateStyle: 'short' });
  return format.format(atMs);
}

describe('calendar periods of any zone', () => {
  it('tile time', () => {
    fc.assert(
      fc.property(anyUnit, anyZone, anyMoment, (unit, timezone, moment) => {
        const period = calendar(unit, timezone);
        const found = periodAt(period, moment);
        expect(found.startMs).toBeLessThanOrEqual(moment);
        expect(found.endMs).toBeGreaterThan(moment);
        expect(periodAt(period, found.startMs)).toEqual(found);
        expect(periodAt(period, found.endMs - 1)).toEqual(found);
        expect(periodAt(period, found.endMs).startMs).toBe(found.endMs);
        expect(previousPeriod(period, periodAt(period, found.endMs))).toEqual(found);
      }),
      { numRuns: 2_000, seed: 4 },
    );
  });

  it('begin with the first instant of their first date', () => {
    fc.assert(
      fc.property(anyZone, anyMoment, (timezone, moment) => {
        const { startMs } = periodAt(calendar('month', timezone), moment);
        expect(dateIn(timezone, startMs - 1) < dateIn(timezone, startMs)).toBe(true);
        expect(dateIn(timezone, startMs).slice(0, 7)).toBe(dateIn(timezone, startMs + 48 * HOUR_MS).slice(0, 7));
      }),
      { numRuns: 300, seed: 4 },
    );
  });
});
