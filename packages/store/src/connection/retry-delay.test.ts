import { expect, it } from 'vitest';

import { retryDelayMs } from './retry-delay.ts';

it('doubles up to a bound, and spreads', () => {
  expect([1, 2, 3, 4, 10, 5_000].map((failures) => retryDelayMs(failures, 1))).toEqual([
    50, 100, 200, 400, 2_000, 2_000,
  ]);
  expect(retryDelayMs(1, 0)).toBe(25);
});
