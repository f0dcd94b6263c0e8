/** Errors burn a budget: who is paged, and whether everybody who tells of it tells the same. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePorts } from '@nines/testkit/ports';
import { testTool } from '@nines/testkit/tools';
import { AlertReceiver } from '../bench/harness/alert-receiver.ts';
import type { ReceivedAlert } from '../bench/harness/alert-receiver.ts';
import { ask, loadDuring, server } from './platform/services.ts';
import { TestPlatform, until } from './platform/test-platform.ts';
import { TOLD_TIMEOUT_MS } from './platform/watched-platform.ts';

/** One request in so many fails. */
const FAILING = 3;
/** How far figures that tell the same may be apart. */
const TOLERANCE = 0.001;

let platform: TestPlatform;
let receiver: AlertReceiver;
let port: number;

beforeAll(async () => {
  await testTool('prometheus');
  receiver = await AlertReceiver.start();
  [port = 0] = await freePorts(1);
  platform = await TestPlatform.create({});
  const slos = [{ name: 'errors', objective: '99%', window: '24h', sli: 'availability' }];
  await platform.write(
    { web: { ...server(port, 2), slos } },
    { monitoring: {}, notify: { webhooks: [{ name: 'test', url: receiver.url, receives: 'all' }] } },
  );
  await platform.up();
});

afterAll(async () => {
  await platform.remove();
  receiver.stop();
});

async function urlOf(workload: string): Promise<string> {
  return (await platform.service(workload)).url ?? '';
}

/** The one value that PromQL yields; undefined where it yields none. */
async function query(promql: string): Promise<number | undefined> {
  const answer = await fetch(`${await urlOf('nines-prometheus')}/api/v1/query?query=${encodeURIComponent(promql)}`);
  const { data } = (await answer.json()) as { data: { result: readonly { readonly value: [number, string] }[] } };
  const [sample] = data.result;
  return sample && Number(sample.value[1]);
}

interface Shown {
  readonly status: string | null;
  readonly state: { readonly total: number; readonly bad: number; readonly budgetRemainingRatio: number } | null;
}

async function shown(): Promise<Shown> {
  return JSON.parse((await platform.nines('slo', 'show', 'web/errors', '--json')).stdout) as Shown;
}

async function told(status: ReceivedAlert['status'], since: number): Promise<ReceivedAlert> {
  const isBurn = ({ labels, status: found }: ReceivedAlert): boolean =>
    found === status && labels['alertname'] === 'ErrorBudgetBurn' && labels['severity'] === 'critical';
  return receiver.next(since, isBurn, AbortSignal.timeout(TOLD_TIMEOUT_MS));
}

test('errors burn the budget, people are called, and every figure of it is the same', async () => {
  await until(
    'the objective is measured',
    async () => (await query('slo:total:increase')) !== undefined,
    TOLD_TIMEOUT_MS,
  );
  const began = performance.now();
  const { requests, failures } = await loadDuring(
    (index) => ask(port, index % FAILING === 0 ? '/fail' : '/'),
    () => told('firing', began),
  );
  const page = (await told('firing', began)).labels;
  expect(page).toMatchObject({ service: 'web', slo: 'errors', origin: 'rule', scope: 'application' });
  expect(failures.length).toBe(Math.ceil(requests / FAILING));

  await until('all of it is counted', async () => (await shown()).state?.total === requests, TOLD_TIMEOUT_MS);
  const { state, status } = await shown();
  expect({ bad: state?.bad, status }).toEqual({ bad: failures.length, status: 'exhausted' });
  const remaining = 1 - failures.length / requests / 0.01;
  const sums = '1 - sum(sum_over_time(slo:bad:increase[1d])) / sum(sum_over_time(slo:total:increase[1d])) / 0.01';
  expect(state?.budgetRemainingRatio).toBeCloseTo(remaining, 9);
  expect(Math.abs(((await query(sums)) ?? NaN) / remaining - 1)).toBeLessThan(TOLERANCE);
  await until(
    'the metric says so too',
    async () => Math.abs(((await query('nines_slo_error_budget_remaining_ratio')) ?? NaN) / remaining - 1) < TOLERANCE,
    TOLD_TIMEOUT_MS,
  );
  const { stdout: events } = await platform.nines('events');
  expect(events).toContain('budget.exhausted');
  await told('resolved', began);
});

test('what was is looked back on, signed off, and tried with other promises', async () => {
  const listed = await platform.nines('slo', 'list');
  expect(listed.stdout).toMatch(/^web\/errors +99% of 1d +exhausted /m);
  await expect(platform.nines('slo', 'show', 'web/erors')).resolves.toMatchObject({ code: 2, stdout: '' });

  const sign = ['--sign-off', '--by', 'Ada', '--note', 'as agreed'];
  const signed = await platform.nines('slo', 'review', 'web/errors', '--output', 'reviews', ...sign);
  expect(signed.code).toBe(0);
  const [text = '', facts = ''] = signed.stdout.split('\n').map((file) => join(platform.directory, file));
  expect(await readFile(text, 'utf8')).toContain('as agreed');
  expect(JSON.parse(await readFile(facts, 'utf8'))).toMatchObject({ signOffs: [{ by: 'Ada', note: 'as agreed' }] });
  expect((await platform.events()).map(({ type }) => type)).toContain('slo.review.signed-off');

  const tried = await platform.nines('slo', 'backtest', '--last', '30m', '--json');
  const { state } = await shown();
  const errorRatio = (state?.bad ?? NaN) / (state?.total ?? NaN);
  expect(JSON.parse(tried.stdout)).toMatchObject({
    objective: 'web/errors',
    errorRatio: expect.closeTo(errorRatio, 2) as number,
    alerts: expect.arrayContaining([expect.objectContaining({ severity: 'critical' })]) as unknown,
  });
});
