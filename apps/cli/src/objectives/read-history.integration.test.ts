import { simulateHistory } from '@nines/slo';
import type { Indicator, Objective } from '@nines/slo';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readObjective } from './objective.testing.ts';
import { prometheusAt } from './prometheus-client.ts';
import { readHistory } from './read-history.ts';
import { startPastPrometheus } from './testing/past-prometheus.ts';
import type { PastPrometheus } from './testing/past-prometheus.ts';

const HOUR_MS = 3_600_000;
const SCRAPE_MS = 15_000;
const HOURS = 24;

const TO_MS = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
const FROM_MS = TO_MS - HOURS * HOUR_MS;

/** Sixteen hours at 1,000 requests a minute without errors, then eight at ten a minute, of which a tenth fails. */
const QUIET_MS = FROM_MS + 16 * HOUR_MS;
/** Here process `b` starts anew, and an hour later it was never asked for. */
const RESTART_MS = FROM_MS + 5 * HOUR_MS;

let prometheus: PastPrometheus;

beforeAll(async () => {
  prometheus = await startPastPrometheus(past());
}, 180_000);

afterAll(() => prometheus.stop());

function past(): string {
  const lines: Record<string, string[]> = { x_requests: [], x_errors: [], up: [] };
  const levels = { a: 5_000, b: 70_000 };
  let errors = 0;
  for (let atMs = FROM_MS; atMs <= TO_MS; atMs += SCRAPE_MS) {
    const perMinute = atMs <= QUIET_MS ? 1_000 : 10;
    const added = atMs === FROM_MS ? 0 : (perMinute * SCRAPE_MS) / 60_000 / 2;
    levels.a += added;
    levels.b = atMs === RESTART_MS ? added : levels.b + added;
    for (const [instance, level] of Object.entries(levels)) {
      lines['x_requests']?.push(`x_requests_total{job="x",instance="${instance}"} ${level} ${atMs / 1_000}`);
    }
    if (atMs > QUIET_MS) {
      errors += added * 2 * 0.1;
      lines['x_errors']?.push(`x_errors_total{job="x",instance="a"} ${errors} ${atMs / 1_000}`);
    }
    lines['up']?.push(
      `up{job="x",instance="a"} ${atMs > QUIET_MS && atMs <= QUIET_MS + HOUR_MS ? 0 : 1} ${atMs / 1_000}`,
    );
  }
  const types = { x_requests: 'counter', x_errors: 'counter', up: 'gauge' } as const;
  return Object.entries(types)
    .flatMap(([name, type]) => [`# TYPE ${name} ${type}`, ...(lines[name] ?? [])])
    .join('\n');
}

function objective(indicator: Indicator): Objective {
  return { ...readObjective('x', 'errors'), period: { kind: 'rolling', lengthMs: HOURS * HOUR_MS }, indicator };
}

const errors = objective({
  kind: 'events',
  total: { form: 'counters', promql: 'x_requests_total' },
  part: 'bad',
  count: { form: 'counters', promql: 'x_errors_total' },
});

async function readAll(subject: Objective) {
  const pieces: number[] = [];
  const increases = await readHistory(subject, {
    queryRange: prometheusAt(prometheus.url),
    fromMs: FROM_MS,
    toMs: TO_MS,
    signal: AbortSignal.timeout(30_000),
    onProgress: (ratio) => pieces.push(ratio),
  });
  if (increases === undefined) throw new Error('nothing was found');
  return { simulation: simulateHistory(subject, increases), increases, pieces };
}

describe('the past of an objective that nothing was recorded for', () => {
  it('is read in pieces, over restarts, and weighs events', async () => {
    const { increases, pieces, simulation } = await readAll(errors);
    const sumOf = (sums: Float64Array): number => sums.reduce((sum, each) => sum + each, 0);
    expect([sumOf(increases.total), sumOf(increases.bad)].map(Math.round)).toEqual([964_800, 480]);
    expect(Math.abs(simulation.errorRatio / 0.000498 - 1)).toBeLessThan(0.01);
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.at(-1)).toBe(1);
  });

  it('is counted in seconds where time is measured', async () => {
    const { simulation } = await readAll(objective({ kind: 'condition', metric: 'up', operator: 'eq', value: 1 }));
    expect(simulation.errorRatio).toBeCloseTo(1 / 24, 3);
    expect(simulation.alerts.map(({ tier }) => tier)).not.toContain('no-data');
  });

  it('is nothing where there is nothing', async () => {
    await expect(
      readAll(objective({ ...errors.indicator, metric: 'nothing', kind: 'share', part: 'bad' })),
    ).rejects.toThrow('nothing was found');
  });

  it('is refused in the words of Prometheus', async () => {
    await expect(readAll(objective({ kind: 'share', metric: 'sum(', part: 'bad' }))).rejects.toMatchObject({
      code: 'CLI_QUERY_REFUSED',
      message: expect.stringMatching(/refuses: .*parse error/) as string,
    });
  });
});

describe('what answers', () => {
  const moments = { firstMs: 0, lastMs: 0, stepMs: 1_000 };

  it.each(['no address', 'ftp://127.0.0.1', '127.0.0.1:9090'])('"%s" is no address', (address) => {
    expect(() => prometheusAt(address)).toThrow('is no address');
  });

  it('may be nobody', async () => {
    const query = prometheusAt('http://127.0.0.1:9');
    await expect(query('up', moments, AbortSignal.timeout(5_000))).rejects.toMatchObject({ code: 'CLI_NO_PROMETHEUS' });
  });

  it('is found below a path, by name and password', async () => {
    const address = prometheus.url.replace('http://', 'http://someone:secret@');
    const query = prometheusAt(`${address}/`);
    await expect(query('vector(1)', moments, AbortSignal.timeout(5_000))).resolves.toHaveLength(1);
    await expect(prometheusAt(`${address}/elsewhere`)('up', moments, AbortSignal.timeout(5_000))).rejects.toThrow(
      /^what answers at http:\/\/127\.0\.0\.1:\d+ is no Prometheus$/,
    );
  });
});
