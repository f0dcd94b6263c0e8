/** Seeded chance: the same seed, the same sequence, for ever. */

export interface Chance {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform in [min, max). */
  between(min: number, max: number): number;
  /** Whole, uniform in [min, max]. */
  whole(min: number, max: number): number;
  /** True with this probability, 0-1. */
  happens(probability: number): boolean;
}

/**
 * A generator of its own for one sequence.
 *
 * @see Tommy Ettinger, "Mulberry32": a 32-bit generator with a Weyl sequence and a mixing step
 */
export function chanceFrom(seed: number): Chance {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    between: (min, max) => min + next() * (max - min),
    whole: (min, max) => min + Math.floor(next() * (max - min + 1)),
    happens: (probability) => next() < probability,
  };
}
