/** Figures of objectives as people read them. */
import type { ListedObjective } from '@nines/api';

/** Where a figure is not known, or there is none. */
export const NOTHING = '-';

const LENGTHS = [
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
] as const;

const BLOCKS = ['█', '░'] as const;

/** What is promised: `99.9% of 30d`, `99.9% of each month (Europe/Berlin)`. */
export function promiseText({ period, target }: Pick<ListedObjective, 'period' | 'target'>): string {
  if (period.kind === 'rolling') return `${target}% of ${lengthText(period.lengthSeconds)}`;
  return `${target}% of each ${period.unit} (${period.timezone})`;
}

/** In the largest unit of which it is a whole number: `30d`, `36h`. */
function lengthText(seconds: number): string {
  const [unit, length] = LENGTHS.find(([, each]) => seconds % each === 0) ?? ['s', 1];
  return `${seconds / length}${unit}`;
}

/** Cut off rather than rounded, so that what is below a target never looks like it: `99.9502%`, `95.20%`, `100%`. */
export function attainmentText(ratio: number | null): string {
  if (ratio === null) return NOTHING;
  return ratio >= 1 ? '100%' : percentText(ratio, decimalsOf(1 - ratio), Math.floor);
}

/** What is left of an attainment to all: `0.0498%`, `4.80%`. */
export function errorText(ratio: number): string {
  return ratio <= 0 ? '0%' : percentText(ratio, decimalsOf(ratio), Math.ceil);
}

/** Shares of a budget, which may be below none and above all: `49.8%`, `-120.0%`. */
export function budgetText(ratio: number): string {
  return `${(ratio * 100).toFixed(1)}%`;
}

/** A share as a bar of so many characters. */
export function bar(ratio: number, width: number): string {
  const filled = Math.round(Math.min(Math.max(ratio, 0), 1) * width);
  return BLOCKS[0].repeat(filled) + BLOCKS[1].repeat(width - filled);
}

/** Of a percentage, so that three significant digits are seen; two to six. */
function decimalsOf(ratio: number): number {
  return Math.min(Math.max(2 - Math.floor(Math.log10(ratio * 100)), 2), 6);
}

function percentText(ratio: number, decimals: number, round: (value: number) => number): string {
  // What binary fractions are off a whole digit by is no digit.
  const digits = Number((ratio * 100 * 10 ** decimals).toFixed(6));
  return `${(round(digits) / 10 ** decimals).toFixed(decimals)}%`;
}
