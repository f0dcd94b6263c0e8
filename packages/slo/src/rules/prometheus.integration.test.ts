/** The rules in a real Prometheus, which scrapes processes that come, go and start anew, and is killed itself. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '@nines/testkit/ports';
import { writeJson } from '@nines/testkit/promtool';
import { eventually, runUntilReady, temporaryDirectory } from '@nines/testkit/running-program';
import type { RunningProgram } from '@nines/testkit/running-program';
import { testTool } from '@nines/testkit/tools';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventsObjective } from '../objective/objective.testing.ts';
import { objectiveRules } from './objective-rules.ts';
import { FakeProcess } from './testing/fake-process.ts';

const counters = (promql: string) => ({ form: 'counters', promql }) as const;

const OBJECTIVE = eventsObjective({
  indicator: {
    kind: 'events',
    part: 'bad',
    total: counters('requests_total{job="web"}'),
    count: counters('requests_total{job="web",code="500"}'),
  },
});

const good = (version = 1): string => `requests_total{code="200",version="${version}"}`;
const bad = (version = 1): string => `requests_total{code="500",version="${version}"}`;

const nowSeconds = (): number => Date.now() / 1_000;
const LONG_AGO = 1_000_000;

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let prometheus: RunningProgram;
let url: string;
let port: number;
let first: FakeProcess;
let second: FakeProcess;

beforeAll(async () => {
  port = await freePort();
  url = `http://127.0.0.1:${port}`;
  directory = await temporaryDirectory();
  first = await FakeProcess.start(LONG_AGO, { [good()]: 5_000, [bad()]: 300 });
  second = await FakeProcess.start(LONG_AGO, { [good()]: 90_000, [bad()]: 8_000 });
  second.isInSight = false;
  const targets = [
    { targets: [`127.0.0.1:${first.port}`], labels: { instance: 'web-0' } },
    { targets: [`127.0.0.1:${second.port}`], labels: { instance: 'web-1' } },
  ];
  await writeJson(directory.path, 'rules.json', { groups: objectiveRules([OBJECTIVE], { stepMs: 500 }) });
  await writeJson(directory.path, 'prometheus.yml', {
    global: { scrape_interval: '200ms', scrape_timeout: '200ms' },
    rule_files: ['rules.json'],
    scrape_configs: [{ job_name: 'web', static_configs: targets }],
  });
  prometheus = await startPrometheus();
}, 150_000);

afterAll(async () => {
  await prometheus.stop();
  await Promise.all([first.stop(), second.stop()]);
  await directory.remove();
});

async function startPrometheus(): Promise<RunningProgram> {
  const args = [
    `--config.file=${join(directory.path, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(directory.path, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--log.level=error',
  ];
  return runUntilReady(await testTool('prometheus'), args, {}, `${url}/-/ready`);
}

async function query(expr: string): Promise<number | undefined> {
  const response = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(expr)}`);
  const { data } = (await response.json()) as { data: { result: readonly { value: [number, string] }[] } };
  const [sample] = data.result;
  return sample === undefined ? undefined : Number(sample.value[1]);
}

async function counted(): Promise<readonly (number | undefined)[]> {
  return Promise.all(['total', 'bad'].map((what) => query(`sum(sum_over_time(slo:${what}:increase[1h]))`)));
}

/** Nothing that is not said here has been counted since the beginning, nor is it two looks later. */
async function expectCounted(total: number, badOnes: number): Promise<void> {
  const isSo = async (): Promise<boolean> => {
    const [totalSoFar, badSoFar] = await counted();
    return totalSoFar === total && badSoFar === badOnes;
  };
  await eventually(isSo, 10_000).catch(() => undefined);
  await looks(2);
  expect(await counted()).toEqual([total, badOnes]);
}

/** Waits until so many more looks were had. */
async function looks(count: number): Promise<void> {
  const evaluations = async (): Promise<number> => {
    const text = await (await fetch(`${url}/metrics`)).text();
    return Number(/^prometheus_rule_group_iterations_total\{rule_group="[^"]*: looks"\} (\d+)$/m.exec(text)?.[1] ?? 0);
  };
  const before = await evaluations();
  await eventually(async () => (await evaluations()) >= before + count);
}

test('counts what happened, once, whatever happens to those who count', { timeout: 120_000 }, async () => {
  await looks(2);
  await expectCounted(0, 0); // of what was before the first look, nothing

  first.counters = { [good()]: 5_007, [bad()]: 303 };
  await expectCounted(10, 3);

  first.counters = { ...first.counters, [bad(2)]: 1 }; // a series that is born at 1
  await expectCounted(11, 4);

  first.isInSight = false;
  await eventually(async () => (await query('absent(slo:total:increase{service="portal",slo="errors"})')) === 1);
  first.counters = { ...first.counters, [good()]: 5_009 };
  first.isInSight = true;
  await expectCounted(13, 4);

  first.counters = { [good()]: 5_010, [bad()]: 303 }; // version 2 is given up
  await looks(2);
  first.counters = { [good()]: 5_012, [bad()]: 303 };
  await expectCounted(15, 4);

  second.isInSight = true; // one that has been there for long
  await looks(2);
  second.counters = { [good()]: 90_001, [bad()]: 8_000 };
  await expectCounted(16, 4);

  second.startedAtSeconds = nowSeconds(); // begins anew
  second.counters = { [good()]: 2, [bad()]: 1 };
  await expectCounted(19, 5);

  await prometheus.stop('SIGKILL');
  await sleep(3_000); // some looks are missed
  first.counters = { [good()]: 5_013, [bad()]: 304 };
  second.startedAtSeconds = nowSeconds();
  second.counters = { [good()]: 1 };
  prometheus = await startPrometheus();
  // What the second process counted meanwhile is not told from what is left of its predecessor, and so not counted.
  await expectCounted(21, 6);
  second.counters = { [good()]: 2 };
  await expectCounted(22, 6);

  expect(await query('count(ALERTS{alertname="ErrorBudgetBurn",windows="1h/5m",alertstate="firing"})')).toBe(1);
  const failures = await (await fetch(`${url}/metrics`)).text();
  expect(/^prometheus_rule_evaluation_failures_total\{.*\} [1-9]/m.exec(failures)).toBeNull();
});
