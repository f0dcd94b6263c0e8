/** Peak throughput by `ab`, Apache's load generator: a closed loop, a new connection for each request. */
import { findAb } from './peer-programs.ts';
import { complete } from './processes.ts';

/** What `ab` measured. */
export interface ThroughputSample {
  readonly requestsPerSecond: number;
  readonly p95Ms: number;
  /** Connections that failed, and answers that were not 2xx. */
  readonly failed: number;
}

/** Sends `requests` over `concurrency` connections at a time. */
export async function measureThroughput(
  url: string,
  requests: number,
  concurrency: number,
  signal: AbortSignal,
): Promise<ThroughputSample> {
  const { command, libraryPath } = await findAb();
  const env = { ...process.env, ...(libraryPath === undefined ? {} : { LD_LIBRARY_PATH: libraryPath }) };
  const args = ['-q', '-n', String(requests), '-c', String(concurrency), url];
  const { stdout } = await complete(command, args, { env, signal });
  return readReport(stdout);
}

/** Exported for its test. */
export function readReport(report: string): ThroughputSample {
  const figure = (pattern: RegExp): number => Number(pattern.exec(report)?.[1] ?? 0);
  return {
    requestsPerSecond: figure(/^Requests per second:\s+([\d.]+)/m),
    p95Ms: figure(/^\s+95%\s+(\d+)/m),
    failed:
      figure(/\bConnect: (\d+)/) +
      figure(/\bReceive: (\d+)/) +
      figure(/\bExceptions: (\d+)/) +
      figure(/^Non-2xx responses:\s+(\d+)/m),
  };
}
