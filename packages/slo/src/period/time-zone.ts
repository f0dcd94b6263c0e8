/**
 * Local time of IANA time zones, from the runtime's own copy of the database. The zone of the machine plays no part.
 *
 * Local time is written as the UTC instant whose UTC clock would show the same: midnight of 1 March 2026 anywhere is
 * `Date.UTC(2026, 2, 1)`.
 */

const SECOND_MS = 1_000;
const DAY_MS = 86_400_000;

/** `GMT`, `GMT+05:45`, and before standard time `GMT-04:56:02`. */
const OFFSET = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/;

/** Making one takes a hundred times as long as using it, and there are some hundred zones at most. */
const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * What clocks of the zone show at an instant.
 *
 * @throws RangeError where there is no such zone
 */
export function localTimeAt(atMs: number, timezone: string): number {
  return atMs + offsetAt(atMs, timezone);
}

/**
 * The first instant at which clocks of the zone show `localMs`, or where they jump over it, that of the jump.
 *
 * Days may begin twice (where clocks go back over midnight: the first time counts), at 01:00, or not at all (where the
 * zone moves across the date line: then the day is empty, and begins as the next one does).
 *
 * @throws RangeError where there is no such zone
 * @see ECMAScript Temporal, "GetStartOfDay": a day begins at the first of its instants
 */
export function instantOf(localMs: number, timezone: string): number {
  // A day before and a day after in whatever zone: no zone changes its clocks twice between.
  const [earliestMs, latestMs] = [localMs - DAY_MS, localMs + DAY_MS];
  const before = offsetAt(earliestMs, timezone);
  const after = offsetAt(latestMs, timezone);
  for (const offset of [Math.max(before, after), Math.min(before, after)]) {
    if (offsetAt(localMs - offset, timezone) === offset) return localMs - offset;
  }
  return changeBetween(earliestMs, latestMs, timezone);
}

/** The instant from which the offset is no longer that of `lowMs`. Clocks are changed on whole seconds. */
function changeBetween(lowMs: number, highMs: number, timezone: string): number {
  const before = offsetAt(lowMs, timezone);
  let low = Math.floor(lowMs / SECOND_MS);
  let high = Math.ceil(highMs / SECOND_MS);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle * SECOND_MS, timezone) === before) low = middle;
    else high = middle;
  }
  return high * SECOND_MS;
}

function offsetAt(atMs: number, timezone: string): number {
  const match = OFFSET.exec(formatOf(timezone).format(atMs));
  const [, sign, hours = 0, minutes = 0, seconds = 0] = match ?? [];
  const ms = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * SECOND_MS;
  return sign === '-' ? -ms : ms;
}

function formatOf(timezone: string): Intl.DateTimeFormat {
  const known = formats.get(timezone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', { timeZone: timezone, timeZoneName: 'longOffset' });
  formats.set(timezone, format);
  return format;
}
