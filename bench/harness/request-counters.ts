/** Counters of requests that are a function of time, so that what was scraped goes on where the invented past ends. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Objective } from '@nines/slo';

/** A series, and its value at a time in seconds. */
export interface Series {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly valueAt: (seconds: number) => number;
}

/** When all processes were started, s since 1970. */
const BEGAN = 1_700_000_000;
/** Of requests. */
const ERROR_SHARE = 0.0005;

/** Requests that were answered so by then, of one of the objectives. */
export function requestsBy(seconds: number, index: number): { readonly good: number; readonly bad: number } {
  const all = Math.floor((seconds - BEGAN) * (1 + (index % 20)));
  const bad = Math.floor(all * ERROR_SHARE);
  return { good: all - bad, bad };
}

/** Who serves an objective: one process each. */
export function processOf({ service }: Objective): Readonly<Record<string, string>> {
  return { job: service, instance: `${service}.test:8080` };
}

/** What the processes of the objectives show. */
export function requestCounters(objectives: readonly Objective[]): readonly Series[] {
  return objectives.flatMap((objective, index): readonly Series[] => {
    const labels = { ...processOf(objective), path: objective.name };
    const counter = (code: string, part: 'good' | 'bad'): Series => {
      return {
        name: 'requests_total',
        labels: { ...labels, code },
        valueAt: (seconds) => requestsBy(seconds, index)[part],
      };
    };
    return [counter('200', 'good'), counter('500', 'bad')];
  });
}

/** When they were started, as every client library says it. */
export function startTimes(objectives: readonly Objective[]): readonly Series[] {
  return objectives.map((objective) => {
    return { name: 'process_start_time_seconds', labels: processOf(objective), valueAt: () => BEGAN };
  });
}

/** As Prometheus and promtool read it, without value. */
export function seriesText({ name, labels }: Series): string {
  const matchers = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return `${name}{${matchers.join(',')}}`;
}

/** Something to scrape, at `port` of the loopback. */
export interface Target {
  readonly port: number;
  readonly close: () => void;
}

/** Serves the present of the series. */
export async function serveMetrics(series: readonly Series[]): Promise<Target> {
  const shown = series.map((one) => ({ text: seriesText(one), valueAt: one.valueAt }));
  const server = createServer((_request, response) => {
    const now = Date.now() / 1_000;
    response.setHeader('content-type', 'text/plain; version=0.0.4');
    response.end(shown.map(({ text, valueAt }) => `${text} ${valueAt(now)}\n`).join(''));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return { port: (server.address() as AddressInfo).port, close };
}
