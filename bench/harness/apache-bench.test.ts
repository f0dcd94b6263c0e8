import { expect, test } from 'vitest';
import { readReport } from './apache-bench.ts';

const REPORT = `
Concurrency Level:      50
Complete requests:      20000
Failed requests:        12
   (Connect: 1, Receive: 2, Length: 4, Exceptions: 5)
Non-2xx responses:      3
Requests per second:    5123.45 [#/sec] (mean)
  50%      8
  95%     14
 100%     40 (longest request)
`;

test('reads throughput, the 95th percentile and failures; answers of another length are no failures', () => {
  expect(readReport(REPORT)).toEqual({ requestsPerSecond: 5123.45, p95Ms: 14, failed: 11 });
});

test('a report without failures has none', () => {
  expect(readReport('Failed requests:        0\nRequests per second:    10.00 [#/sec]').failed).toBe(0);
});
