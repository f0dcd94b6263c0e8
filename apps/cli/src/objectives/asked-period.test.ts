import { expect, test } from 'vitest';
import { askedPeriod } from './asked-period.ts';

test('a review is of the last period, or of that which a month ends with', () => {
  const months = [undefined, '2026-11', '2024-02', '2026-12'];
  expect(months.map((month) => askedPeriod({ month }))).toEqual(['last', '2026-11-30', '2024-02-29', '2026-12-31']);
  expect(askedPeriod({ lastPeriod: true })).toBe('last');
});

test.for(['2026-13', '2026-1', 'november', '2026-11-30', ''])('"%s" is no month', (month) => {
  expect(() => askedPeriod({ month })).toThrow('write for example 2026-11');
});

test('one of the two is enough', () => {
  expect(() => askedPeriod({ month: '2026-11', lastPeriod: true })).toThrow('not both');
});
