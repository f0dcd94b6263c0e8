/** How long to wait after failures in a row. */

const FIRST_MS = 1_000;
const LONGEST_MS = 60_000;

/**
 * Doubles from 1 s to 60 s; anywhere between nothing and that, so that those who failed together do not come back
 * together.
 *
 * @param failures in a row, 1 or more
 * @param random 0 to 1
 * @see Marc Brooker, "Exponential Backoff And Jitter": full jitter
 */
export function backoffMs(failures: number, random: number): number {
  return Math.round(random * Math.min(LONGEST_MS, FIRST_MS * 2 ** (failures - 1)));
}

/** Between attempts that are all answered with a plea for patience, at least: doubles from 1 s to 60 s. */
export function throttledBackoffMs(pleas: number): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** (pleas - 1));
}

/** How long any wait is at most that is kept with a message, ms. */
export const LONGEST_WAIT_MS = 300_000;

/**
 * Doubles from 1 s to 5 minutes, because each attempt may be one more copy: some three hundred in a day. No longer, because
 * a network that breaks connections off looks the same, and a page is not to wait for long once it is mended.
 *
 * @param unclear attempts that may have arrived, 1 or more
 */
export function unclearBackoffMs(unclear: number): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_MS * 2 ** (unclear - 1));
}

const FIRST_REFUSED_MS = 60_000;

/**
 * After a refusal, which mostly passes only once somebody does something: 1, 2, 4, then 5 minutes.
 *
 * @param attempts that were made, 1 or more
 */
export function refusedBackoffMs(attempts: number): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_REFUSED_MS * 2 ** (attempts - 1));
}
