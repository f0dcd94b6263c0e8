/** How long to wait before connecting again. */

const FIRST_MS = 50;
const LONGEST_MS = 2_000;

/**
 * Doubles with each failure in a row, between half and all of it, ms.
 *
 * @param failures in a row, 1 or more
 * @param random 0 to 1
 */
export function retryDelayMs(failures: number, random: number): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** (failures - 1));
  return full * (0.5 + random / 2);
}
