/** Whether promtool is of the same opinion about queries, and what comes of them. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testTool } from '@nines/testkit/tools';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FAULTY, SOUND } from './queries.testing.ts';
import { asCount } from './read-count.ts';
import { fillWindow } from './window.ts';

let promtool: string;
let directory: string;

beforeAll(async () => {
  promtool = await testTool('promtool');
  directory = await mkdtemp(join(tmpdir(), 'nines-promql-'));
}, 150_000);

afterAll(() => rm(directory, { recursive: true, force: true }));

/** What promtool says of a file; undefined where it is content. */
async function complaint(content: unknown, ...command: string[]): Promise<string | undefined> {
  const file = join(directory, 'file.json');
  await writeFile(file, JSON.stringify(content));
  return await new Promise((resolve) => {
    execFile(promtool, [...command, file], { cwd: directory }, (error, stdout, stderr) => {
      resolve(error === null ? undefined : stdout + stderr);
    });
  });
}

function ruleOf(promql: string): unknown {
  return { groups: [{ name: 'g', rules: [{ record: 'r', expr: fillWindow(promql, '1m') }] }] };
}

test('what is sound for us is sound for promtool', async () => {
  const group = {
    name: 'g',
    rules: SOUND.map((promql, index) => ({ record: `r${index}`, expr: fillWindow(promql, '1m') })),
  };
  expect(await complaint({ groups: [group] }, 'check', 'rules')).toBeUndefined();
});

test('what is faulty for us is faulty for promtool', { timeout: 60_000 }, async () => {
  for (const [marked] of FAULTY) {
    // Alone, promtool lets a range pass as well.
    const promql = `sum(\n${marked.replace('▶', '')}\n)`;
    expect(await complaint(ruleOf(promql), 'check', 'rules'), promql).toBeDefined();
  }
});

const SERIES = [
  { series: 'a_total{job="x", instance="1"}', values: '5' },
  { series: 'a_total{job="x", instance="2", code="500"}', values: '7' },
  { series: 'b_total{job="x", instance="1"}', values: '2' },
  { series: 'b_total{job="x", instance="3"}', values: '1' },
];

test.each([
  ['sum(rate(a_total[5m])) + sum(rate(b_total[5m]))', { 1: 7, 2: 7, 3: 1 }],
  ['sum(rate(a_total[5m])) - sum(rate(b_total[5m]))', { 1: 3, 2: 7 }],
  ['sum(rate(a_total[5m])) or vector(0)', { 1: 5, 2: 7 }],
  ['a_total + a_total - b_total', { 1: 8, 2: 14 }],
])('the counters of %s are summed process by process', async (promql, values) => {
  const samples = Object.entries(values).map(([instance, value]) => ({
    labels: `{instance="${instance}", job="x"}`,
    value,
  }));
  const expr = `sum by (job, instance) (${asCount(promql).promql})`;
  const check = { expr, eval_time: '0s', exp_samples: samples };
  const file = { tests: [{ interval: '1m', input_series: SERIES, promql_expr_test: [check] }] };
  expect(await complaint(file, 'test', 'rules')).toBeUndefined();
});
