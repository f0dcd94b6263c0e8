/** What was added up over a window. */
import { windowText } from '../objective/burn-tiers.ts';
import { INCREASE, SUM } from './series.ts';

/** Longer windows are made of sums of five minutes, ms. */
const LONGEST_EXACT_MS = 7_200_000;

/** Whether it is summed up from the increases themselves. */
export function isExact(windowMs: number): boolean {
  return windowMs <= LONGEST_EXACT_MS;
}

/**
 * One millisecond less than the window: before Prometheus 3 ranges have both their ends in them, so that one sample too
 * many would be counted. Sums of five minutes are picked out at whole five minutes, however often they were recorded.
 */
export function sumOver(what: 'total' | 'bad', matchers: string, windowMs: number): string {
  const range = windowText(windowMs - 1);
  return isExact(windowMs)
    ? `sum_over_time(${INCREASE[what]}{${matchers}}[${range}])`
    : `sum_over_time(${SUM[what]}{${matchers}}[${range}:5m])`;
}
