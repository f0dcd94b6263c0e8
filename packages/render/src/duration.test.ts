import { expect, test } from 'vitest';
import { durationText } from './duration.ts';

test.each([
  [500, '500ms'],
  [1_000, '1s'],
  [1_500, '1500ms'],
  [90_000, '90s'],
  [300_000, '5m'],
  [7_200_000, '2h'],
  [1_296_000_000, '15d'],
])('%d ms are %s', (ms, text) => {
  expect(durationText(ms)).toBe(text);
});
