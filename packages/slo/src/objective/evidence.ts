/**
 * When bad events are evidence of a burning budget, and when they may be chance.
 *
 * A service that is just within its objective has, of `total` events, on average `total * budget` bad ones, and their
 * number is spread about that as Poisson has it. The gate is what such a service stays below in 999 of 1,000 windows:
 * at 60 requests an hour and 99.9 % one failure is no evidence, three are.
 *
 * @see Johnson, Kemp, Kotz, "Univariate Discrete Distributions", section 4.7: Cornish-Fisher expansion of a
 * Poisson quantile, `λ + z√λ + (z² - 1)/6`
 */

/** Quantile of the standard normal distribution at 0.999. */
const Z = 3.09;

export const GATE = { root: Z, constant: 1.42 } as const;

/**
 * Bad units of a window that chance explains; more are evidence.
 *
 * @param totalUnits - of the window: events, or seconds
 * @param budget - ratio that is allowed, 0-1
 * @param unit - how much one observation weighs: 1 for events, its seconds where observed by time
 */
export function chanceOf(totalUnits: number, budget: number, unit: number): number {
  const expected = totalUnits * budget;
  return expected + GATE.root * Math.sqrt(expected * unit) + GATE.constant * unit;
}
