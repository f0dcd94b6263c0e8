/** Objectives without a platform: rules of every kind of document, and what would have been told. */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testTool } from '@nines/testkit/tools';
import { TestPlatform } from './platform/test-platform.ts';

const run = promisify(execFile);

const SLOTH = `
version: prometheus/v1
service: shop
slos:
  - name: requests
    objective: 99.9
    sli:
      events:
        error_query: sum(rate(http_requests_total{job="shop",code=~"5.."}[{{.window}}]))
        total_query: sum(rate(http_requests_total{job="shop"}[{{.window}}]))
    alerting: { page_alert: {}, ticket_alert: {} }
`;

const DOCUMENTS: Readonly<Record<string, string>> = {
  'sloth.yaml': SLOTH,
  'pyrra.yaml': `
apiVersion: pyrra.dev/v1alpha1
kind: ServiceLevelObjective
metadata: { name: shop-errors, labels: { pyrra.dev/service: shop } }
spec:
  target: '99'
  window: 4w
  indicator:
    ratio:
      errors: { metric: 'http_requests_total{job="shop",code=~"5.."}' }
      total: { metric: 'http_requests_total{job="shop"}' }
`,
  'openslo.yaml': `
apiVersion: openslo/v1
kind: SLO
metadata: { name: queue }
spec:
  service: shop
  indicator:
    metadata: { name: queue }
    spec:
      thresholdMetric: { metricSource: { type: Prometheus, spec: { query: 'max(queue_length)' } } }
  timeWindow: [{ duration: 1w, isRolling: true }]
  budgetingMethod: Occurrences
  objectives: [{ op: lt, value: 100, target: 0.99 }]
`,
  'nines.yaml': `
metadata: { name: shop }
services:
  web:
    run: sleep 1
    port: 18080
    slos:
      - { name: errors, objective: 99.9%, window: 24h, sli: availability }
      - { name: uptime, objective: 99.5%, window: calendar-month, sli: { probe: /health } }
`,
};

let platform: TestPlatform;

beforeAll(async () => {
  platform = await TestPlatform.create({});
  for (const [name, text] of Object.entries(DOCUMENTS)) await writeFile(join(platform.directory, name), text);
});

afterAll(async () => platform.remove());

test.for(Object.keys(DOCUMENTS).flatMap((name) => [[name, 'yaml'] as const, [name, 'json'] as const]))(
  'promtool accepts the rules of %s as %s',
  async ([name, format]) => {
    const promtool = await testTool('promtool');
    const { code, stdout } = await platform.nines('slo', 'rules', name, '--format', format);
    expect(code).toBe(0);
    const file = join(platform.directory, `rules.${format}`);
    await writeFile(file, stdout);
    const { stdout: verdict } = await run(promtool, ['check', 'rules', file]);
    expect(verdict).toMatch(/SUCCESS: \d+ rules found/);
  },
);

test('what is wrong is found at its place, and no rule is printed', async () => {
  await writeFile(join(platform.directory, 'wrong.yaml'), SLOTH.replace('objective: 99.9', 'objective: 199.9'));
  for (const command of ['check', 'rules']) {
    const { code, stdout, stderr } = await platform.nines('slo', command, 'wrong.yaml');
    expect(code).toBe(2);
    expect(stdout + stderr).toMatch(/^wrong\.yaml:6:\d+ error SLO_[A-Z_]+ /m);
    expect(stdout).not.toContain('groups');
  }
});

interface Backtest {
  readonly errorRatio: number;
  readonly budgetRemainingRatio: number;
  readonly alerts: readonly {
    readonly tier: string;
    readonly severity: string;
    readonly startsAtSeconds: number;
    readonly easesAtSeconds: number | null;
  }[];
}

describe('traffic that is described', () => {
  async function backtest(...segments: readonly string[]): Promise<Backtest> {
    await writeFile(join(platform.directory, 'traffic.yaml'), segments.map((each) => `- { ${each} }\n`).join(''));
    const { stdout } = await platform.nines('slo', 'backtest', 'sloth.yaml', '--scenario', 'traffic.yaml', '--json');
    return JSON.parse(stdout) as Backtest;
  }

  test('quiet hours full of errors cost what they are worth', async () => {
    const { errorRatio } = await backtest(
      'for: 16h, requestsPerMinute: 1000',
      'for: 8h, requestsPerMinute: 10, errorRatio: 0.1',
    );
    expect(Math.abs(errorRatio / 0.000498 - 1)).toBeLessThan(0.01);
  });

  test('no traffic costs nothing and says nothing', async () => {
    const told = await backtest('for: 1h, requestsPerMinute: 1000', 'for: 20m, requestsPerMinute: 0');
    expect(told).toMatchObject({ budgetRemainingRatio: 1, alerts: [] });
  });

  test('one failure in sixty requests calls nobody, ten do', async () => {
    const around = 'for: 2h, requestsPerHour: 60';
    const pages = async (errorRatio: number): Promise<number> => {
      const { alerts } = await backtest(around, `for: 1h, requestsPerHour: 60, errorRatio: ${errorRatio}`, around);
      return alerts.filter(({ severity }) => severity === 'critical').length;
    };
    expect(await pages(1 / 60)).toBe(0);
    expect(await pages(10 / 60)).toBeGreaterThan(0);
  });

  test('an outage is told of when its first minute is nearly over, and eases with the short window', async () => {
    const busy = 'for: 2h, requestsPerMinute: 1000';
    const { alerts } = await backtest(busy, 'for: 10m, requestsPerMinute: 1000, errorRatio: 1', busy);
    const page = alerts.find(({ tier }) => tier === '1h/5m');
    const [outageSeconds, recoverySeconds] = [7_200, 7_800];
    expect(page?.startsAtSeconds).toBeGreaterThanOrEqual(outageSeconds + 51.8);
    expect(page?.startsAtSeconds).toBeLessThanOrEqual(outageSeconds + 51.8 + 5);
    expect(page?.easesAtSeconds).toBeLessThanOrEqual(recoverySeconds + 305);
  });

  test('what vanishes is told within two minutes', async () => {
    const { alerts } = await backtest('for: 1h, requestsPerMinute: 1000', 'for: 10m, noData: true');
    expect(alerts[0]?.startsAtSeconds).toBeLessThanOrEqual(3_600 + 120);
  });
});
