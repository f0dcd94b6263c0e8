/** Described history: so many looks, each of which adds the same. */
import type { Increases } from '../../simulate/recording.ts';

export interface Stretch {
  readonly looks: number;
  /** At each look, events or seconds. */
  readonly total: number;
  /** Of these. */
  readonly bad: number;
}

/** Series in promtool's notation: name with labels -> one value at each look. */
export type Series = Readonly<Record<string, string>>;

export function increasesOf(stretches: readonly Stretch[], stepMs: number): Increases {
  const each = (what: 'total' | 'bad'): Float64Array =>
    Float64Array.from(stretches.flatMap((stretch) => Array.from({ length: stretch.looks }, () => stretch[what])));
  return { startMs: 0, stepMs, total: each('total'), bad: each('bad') };
}

export function looksOf(stretches: readonly Stretch[]): number {
  return stretches.reduce((sum, { looks }) => sum + looks, 0);
}

/** A counter that is 0 at the beginning and then counts. */
export function counter(stretches: readonly Stretch[], countOf: (stretch: Stretch) => number): string {
  let value = 0;
  const parts = stretches
    .filter(({ looks }) => looks > 0)
    .map((stretch) => {
      const each = countOf(stretch);
      const first = value + each;
      value += stretch.looks * each;
      return `${first}+${each}x${stretch.looks - 1}`;
    });
  return ['0', ...parts].join(' ');
}

/** A figure that is the same throughout a stretch, the moment before the first one included. */
export function figure(stretches: readonly Stretch[], valueOf: (stretch: Stretch) => number | 'stale'): string {
  const [first] = stretches;
  const before = first === undefined ? [] : [{ ...first, looks: 1 }];
  return [...before, ...stretches]
    .flatMap((stretch) => {
      const value = valueOf(stretch);
      if (stretch.looks === 0) return [];
      if (value === 'stale') return [`stale${stretch.looks > 1 ? ` _x${stretch.looks - 1}` : ''}`];
      return [`${value}x${stretch.looks - 1}`];
    })
    .join(' ');
}
