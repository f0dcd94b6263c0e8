/** Picking from what is random. */
import type { Random } from '../upstream/balancer.ts';

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
