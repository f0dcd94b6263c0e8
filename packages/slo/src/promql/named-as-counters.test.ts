import { expect, test } from 'vitest';
import { isNamedAsCounters } from './named-as-counters.ts';

test.each([
  ['requests_total', true],
  ['sum(duration_seconds_count{a="b"}) - sum(duration_seconds_bucket{le="1"})', true],
  ['requests', false],
  ['sum(requests_total) - errors', false],
  ['{__name__="requests_total"}', false],
  ['rate(requests_total[5m])', false],
  ['1', false],
  ['sum(', false],
])('%s: %s', (promql, expected) => {
  expect(isNamedAsCounters(promql)).toBe(expected);
});
