import { describe, expect, it } from 'vitest';

import { seededRandom } from './seeded-random.ts';

const draw = (seed: number, count: number): readonly number[] => Array.from({ length: count }, seededRandom(seed));

describe('seeded randomness', () => {
  it('is the same for the same seed and another one for another', () => {
    expect(draw(1, 20)).toEqual(draw(1, 20));
    expect(draw(1, 20)).not.toEqual(draw(2, 20));
  });

  it('is spread evenly over 0 inclusive to 1 exclusive', () => {
    const tenths = new Array<number>(10).fill(0);
    for (const value of draw(42, 100_000)) tenths[Math.floor(value * 10)] = (tenths[Math.floor(value * 10)] ?? 0) + 1;
    expect(tenths).toHaveLength(10);
    for (const count of tenths) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });
});
