/** Repeatable randomness: the same seed, the same inputs. */

/** Uniform in [0, 1). @see T. Ettinger, "mulberry32" */
export type Random = () => number;

export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** An integer in [0, limit). */
export function below(random: Random, limit: number): number {
  return Math.floor(random() * limit);
}

export function pick<T>(random: Random, options: readonly [T, ...T[]]): T {
  return options[below(random, options.length)] ?? options[0];
}

/** Latin1 text of `length` characters that may stand anywhere in a body. */
export function bodyText(random: Random, length: number): string {
  return Array.from({ length }, () => String.fromCharCode(below(random, 256))).join('');
}
