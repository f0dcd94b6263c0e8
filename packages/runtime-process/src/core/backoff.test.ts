import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoff, longestBackoff } from './backoff.ts';

const RESTART = { initialMs: 100, capMs: 30_000 };

describe('backoff', () => {
  it('does not wait after the first crash', () => {
    expect(backoff(1, RESTART, () => 0.99)).toBe(0);
  });

  it('doubles the longest wait from the second crash on, up to the cap', () => {
    const longest = [2, 3, 4, 5, 10, 11, 1_000].map((crash) => longestBackoff(crash, RESTART));
    expect(longest).toEqual([100, 200, 400, 800, 25_600, 30_000, 30_000]);
  });

  it('spreads waits over everything between none and the longest', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2_000 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (crash, chance) => {
          const wait = backoff(crash, RESTART, () => chance);
          expect(wait).toBeGreaterThanOrEqual(0);
          expect(wait).toBeLessThanOrEqual(longestBackoff(crash, RESTART));
        },
      ),
    );
  });

  it('brings the fourth crash in a row back within two seconds even with bad luck', () => {
    const waits = [1, 2, 3, 4].map((crash) => longestBackoff(crash, RESTART));
    expect(waits.reduce((sum, wait) => sum + wait)).toBeLessThan(2_000);
  });
});
