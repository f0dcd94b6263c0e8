/**
 * Durations of OpenSLO: a whole number and one unit.
 *
 * @see OpenSLO specification v1, "duration-shorthand"; how long months, quarters and years are is left open there, and
 * 30, 90 and 365 days in OpenSLO's own go-sdk
 */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

export type DurationUnit = 'm' | 'h' | 'd' | 'w' | 'M' | 'Q' | 'Y';

export interface Shorthand {
  /** Above 0. */
  readonly count: number;
  readonly unit: DurationUnit;
}

export const DURATION = /^(\d{1,9})([mhdwMQY])$/;

const LENGTHS_MS: Readonly<Record<DurationUnit, number>> = {
  m: MINUTE_MS,
  h: HOUR_MS,
  d: DAY_MS,
  w: 7 * DAY_MS,
  M: 30 * DAY_MS,
  Q: 90 * DAY_MS,
  Y: 365 * DAY_MS,
};

/** Days of the units whose length is a matter of opinion. */
export const DAYS_OF: Readonly<Partial<Record<DurationUnit, number>>> = { M: 30, Q: 90, Y: 365 };

/** Units that are written, the longest first. */
const WRITTEN: readonly DurationUnit[] = ['d', 'h', 'm'];

export function parseShorthand(text: string): Shorthand | undefined {
  const [, count, unit] = DURATION.exec(text) ?? [];
  return Number(count ?? 0) > 0 ? { count: Number(count), unit: unit as DurationUnit } : undefined;
}

export function shorthandMs({ count, unit }: Shorthand): number {
  return count * LENGTHS_MS[unit];
}

/** The shortest way to write so many milliseconds, rounded up to minutes: `28d`, `36h`, `90m`. */
export function shorthandText(ms: number): string {
  const unit = WRITTEN.find((each) => ms >= LENGTHS_MS[each] && ms % LENGTHS_MS[each] === 0) ?? 'm';
  return `${Math.ceil(ms / LENGTHS_MS[unit])}${unit}`;
}
