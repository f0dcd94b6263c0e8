import { expect, test } from 'vitest';
import { historyStepMs, momentsAtOnce } from './history-steps.ts';

const DAY_MS = 86_400_000;

test.for([
  [1, 5_000],
  [7, 10_000],
  [30, 30_000],
  [90, 150_000],
  [365, 300_000],
  [4_000, 300_000],
] as const)('%d days are looked at in steps of %d ms', ([days, stepMs]) => {
  expect(historyStepMs(days * DAY_MS)).toBe(stepMs);
});

test('no query asks for more than Prometheus answers, and many series are asked for little by little', () => {
  expect([undefined, 0, 1, 40, 4_000, 1e9].map(momentsAtOnce)).toEqual([500, 10_000, 10_000, 10_000, 100, 1]);
});
