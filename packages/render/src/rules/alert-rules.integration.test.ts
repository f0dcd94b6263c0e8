import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { findPromtool, runPromtool, type RuleTestFile, type Verdict, writeJson } from '@nines/testkit/promtool';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { referenceCatalog } from '../testing/reference-catalog.ts';
import { temporaryDirectory } from '@nines/testkit/running-program';
import { alertRules } from './alert-rules.ts';
import { AVAILABILITY_CASES } from './availability.cases.ts';
import { PROBE_CASES } from './probes.cases.ts';
import type { Series } from './testing/alert-case.ts';
import { ALERT_CASES } from './testing/all-cases.ts';
import { fixtureCatalog } from './testing/fixture-catalog.ts';
import { healthyPlatform } from './testing/healthy-platform.ts';
import { lastingTestFile, rulesFor, testFile } from './testing/rule-tests.ts';

const FILES = alertRules(fixtureCatalog());

let promtool: string;
let directory: Awaited<ReturnType<typeof temporaryDirectory>>;

beforeAll(async () => {
  promtool = await findPromtool();
  directory = await temporaryDirectory();
}, 150_000);

afterAll(() => directory.remove());

async function test(rules: unknown, tests: RuleTestFile): Promise<Verdict> {
  await writeJson(directory.path, 'rules.json', rules);
  await writeJson(directory.path, 'tests.json', tests);
  return runPromtool(promtool, directory.path, 'test', 'rules', 'tests.json');
}

describe('promtool', () => {
  it.each([
    ['a small platform', () => Promise.resolve(fixtureCatalog())],
    ['the reference platform', referenceCatalog],
  ] as const)('accepts the rules of %s', async (_name, catalog) => {
    const files = alertRules(await catalog());
    for (const { name, content } of files) await writeJson(directory.path, name, content);
    const names = files.map(({ name }) => name);
    const { ok, output } = await runPromtool(promtool, directory.path, 'check', 'rules', '--lint-fatal', ...names);
    expect(output).not.toMatch(/FAILED|WARNING|duplicate/i);
    expect(ok).toBe(true);
  });
});

describe('fires when it should, not a moment before, not at its threshold, and not in health', () => {
  it.each(ALERT_CASES.map((alertCase) => [alertCase.alert, alertCase] as const))('%s', async (_alert, alertCase) => {
    const { ok, output } = await test(rulesFor(alertCase, FILES), testFile(alertCase, FILES, 'rules.json'));
    expect(ok, output).toBe(true);
  });
});

describe('fires without a break while something is away', () => {
  it.each([...AVAILABILITY_CASES, ...PROBE_CASES].map((alertCase) => [alertCase.alert, alertCase] as const))(
    '%s',
    async (_alert, alertCase) => {
      const { ok, output } = await test(rulesFor(alertCase, FILES), lastingTestFile(alertCase, 'rules.json'));
      expect(ok, output).toBe(true);
    },
  );
});

it('accepts every query of the runbooks', async () => {
  const folder = fileURLToPath(new URL('../../../../runbooks/', import.meta.url));
  const queries = readdirSync(folder).flatMap((file) =>
    [...readFileSync(`${folder}${file}`, 'utf8').matchAll(/'query=([^']*)'/g)].map(([, query = '']) => query),
  );
  expect(queries.length).toBeGreaterThan(50);
  const rules = queries.map((expr, index) => ({ record: `runbook:query:${index}`, expr }));
  await writeJson(directory.path, 'runbooks.json', { groups: [{ name: 'runbooks', rules }] });
  const { ok, output } = await runPromtool(promtool, directory.path, 'check', 'rules', 'runbooks.json');
  expect(ok, output).toBe(true);
});

/** Half an hour of every rule is ten seconds of a core, and cores may be busy. */
const HALF_HOUR_TIMEOUT_MS = 120_000;

/** All rules at once, half an hour; nothing but the watchdog may ever fire. */
async function alertsDuring(series: Series): Promise<Verdict> {
  const silence = {
    expr: 'count_over_time(ALERTS{alertstate="firing",alertname!="Watchdog"}[1h])',
    eval_time: '30m',
    exp_samples: [] as [],
  };
  return test(
    { groups: FILES.flatMap(({ content }) => content.groups) },
    {
      rule_files: ['rules.json'],
      evaluation_interval: '5s',
      tests: [
        {
          name: 'half an hour',
          interval: '5s',
          input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
          promql_expr_test: [silence],
        },
      ],
    },
  );
}

/** Values of the series that match, changed. */
function changed(pattern: RegExp, change: (values: string, name: string) => string): Series {
  return Object.fromEntries(
    Object.entries(healthyPlatform()).map(([name, values]) => [
      name,
      pattern.test(name) ? change(values, name) : values,
    ]),
  );
}

const COUNTER = /(_total|_bucket|deadlocks|blks_hit|blks_read|xact_commit|xact_rollback|oom_kill)\{/;

describe('nothing fires', { timeout: HALF_HOUR_TIMEOUT_MS }, () => {
  it.each<[string, () => Series]>([
    ['in half an hour of moderate load', healthyPlatform],
    ['where nothing is scraped yet', () => ({})],
    ['when everything begins to be scraped a minute later', () => changed(/./, (values) => `_x12 ${values}`)],
    [
      'when a platform takes a minute and a half to start',
      () => changed(/^up|^pg_up|^probe_success|"ready"|replicas_ready/, (values) => `0x17 ${values}`),
    ],
    [
      'when all counters start anew',
      () => changed(COUNTER, (values) => `${values.replace(/x\d+$/, 'x100')} ${values}`),
    ],
    [
      'when a replica is killed and heals within two scrapes',
      () =>
        changed(/instance="api-0"/, (values, name) =>
          name.startsWith('up') ? '1x99 0 0 1x300' : `${values.replace(/x\d+$/, 'x99')} _ _ ${values}`,
        ),
    ],
    [
      'while all replicas are rolled over, one after the other',
      () => ({
        ...changed(/^up\{job="api"/, (_values, name) =>
          name.includes('api-0') ? '1x99 0 0 0 1x300' : '1x104 0 0 0 1x300',
        ),
        'nines_service_replicas_ready{service="api"}': '2x99 1x8 2x300',
      }),
    ],
    [
      'when a service is scaled to none',
      () => changed(/job="api"|service="api"/, (values) => `${values.replace(/x\d+$/, 'x99')} stale`),
    ],
    [
      'when the server is away for a minute',
      () =>
        changed(/^nines_|job="nines-server"/, (values, name) =>
          name.startsWith('up') ? '1x99 0x2 1x300' : `${values.replace(/x\d+$/, 'x99')} _x12 ${values}`,
        ),
    ],
  ])('%s', async (_name, series) => {
    const { ok, output } = await alertsDuring(series());
    expect(ok, output).toBe(true);
  });

  it('is a real test: the same half hour with one thing wrong does fire', async () => {
    const { ok, output } = await alertsDuring(changed(/^up\{job="api".*api-0/, () => '1x99 0x300'));
    expect(ok).toBe(false);
    expect(output).toContain('alertname="TargetDown"');
    expect(output).not.toContain('alertname="APIServiceDown"');
  });
});
