/** Restart policy: how long to wait before the next try. */
import type { WorkloadSpec } from './model.ts';

/** A run this long since its start ends a row of crashes, ms. */
export const STEADY_RUN_MS = 10_000;

/** Crashes in a row that make a crash loop. */
export const CRASH_LOOP_THRESHOLD = 3;

/**
 * The longest wait after crash number `crashesInRow`, ms: none after the first; then `initialMs`, doubled with each
 * further crash, up to `capMs`.
 */
export function longestBackoff(crashesInRow: number, restart: WorkloadSpec['restart']): number {
  if (crashesInRow <= 1) return 0;
  return Math.min(restart.capMs, restart.initialMs * 2 ** (crashesInRow - 2));
}

/**
 * The wait before the next try, ms: uniform between 0 and `longestBackoff`, so that many crashes at once do not come
 * back in step.
 *
 * @param random uniform in [0, 1)
 * @see Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015: "full jitter"
 */
export function backoff(crashesInRow: number, restart: WorkloadSpec['restart'], random: () => number): number {
  const longest = longestBackoff(crashesInRow, restart);
  return longest === 0 ? 0 : random() * longest;
}
