/** The reference application as it is watched: what dashboards show, whose requests count, what is worth a ticket. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { nodeCatalogEnvironment, readCatalog } from '@nines/catalog';
import type { AlertList } from '@nines/api';
import { dashboardQueries, dashboards } from '@nines/render/dashboards';
import { testTool } from '@nines/testkit/tools';
import { readTalentCatalog } from '../bench/harness/talent.ts';
import { ask as askOnce } from './platform/services.ts';
import { TestPlatform, until } from './platform/test-platform.ts';

/** Two evaluations of rules, and a few scrapes more. */
const SETTLE_TIMEOUT_MS = 60_000;
const HIGH_RATE_TIMEOUT_MS = 120_000;
/** The mesh is scraped every second. */
const SEVERAL_SCRAPES_MS = 3_000;
/** Twice what is worth a ticket. */
const PACE_MS = 100;

let platform: TestPlatform;
let api: number;
let prometheus: string;

beforeAll(async () => {
  await testTool('prometheus');
  const talent = await readTalentCatalog({ watched: true });
  api = talent.ports['api'] ?? 0;
  platform = await TestPlatform.create({});
  await writeFile(join(platform.directory, 'nines.yaml'), talent.text);
  await platform.up();
  prometheus = (await platform.service('nines-prometheus')).url ?? '';
});

afterAll(() => platform.remove());

interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

/** @throws Error with what Prometheus objects to */
async function query(text: string): Promise<readonly Sample[]> {
  const answer = await fetch(`${prometheus}/api/v1/query?${new URLSearchParams({ query: text }).toString()}`);
  const body = (await answer.json()) as { status: string; error?: string; data: { result: readonly Sample[] } };
  if (body.status !== 'success') throw new Error(`${text}: ${body.error}`);
  return body.data.result;
}

async function requestsOf(kind: string): Promise<number> {
  const [sum] = await query(`sum(mesh_requests_total{kind="${kind}"})`);
  return Number(sum?.value[1] ?? 0);
}

/** How many users' requests there were, once all that were sent are counted. */
async function settledRequests(): Promise<number> {
  return until(
    'every request is counted',
    async () => {
      const before = await requestsOf('user');
      await sleep(SEVERAL_SCRAPES_MS);
      return (await requestsOf('user')) === before && before;
    },
    SETTLE_TIMEOUT_MS,
  );
}

/** Requests as people would send them, until stopped. */
function browse(): () => void {
  const timer = setInterval(() => void askOnce(api).catch(() => undefined), PACE_MS);
  return () => clearInterval(timer);
}

test('every panel of every dashboard has something to show', async () => {
  const stop = browse();
  try {
    const { catalog } = await readCatalog(join(platform.directory, 'nines.yaml'), nodeCatalogEnvironment(process.env));
    if (catalog === undefined) throw new Error('the catalog is not valid');
    const all = dashboards(catalog);
    const queries = [
      ...dashboardQueries(
        all.filter(({ uid }) => uid !== 'nines-database'),
        { service: 'api' },
      ),
      ...dashboardQueries(all.filter(({ uid }) => uid === 'nines-database')),
    ];
    expect(queries.length).toBeGreaterThan(100);
    const empty = async (): Promise<readonly string[]> => {
      const found: string[] = [];
      for (const { dashboard, panel, expr, mayBeEmpty } of queries) {
        const samples = await query(expr);
        if (samples.length === 0 && !mayBeEmpty) found.push(`${dashboard}, ${panel}: ${expr}`);
      }
      return found;
    };
    await until('every query has data', async () => (await empty()).length === 0, SETTLE_TIMEOUT_MS).catch(
      () => undefined,
    );
    expect(await empty()).toEqual([]);
  } finally {
    stop();
  }
});

test('visitors are no users, and neither are probes', async () => {
  const before = await settledRequests();
  const probesBefore = await requestsOf('probe');
  await platform.nines('scale', 'visitors', '1');
  await until('visitors are counted', async () => (await requestsOf('declared')) > 20, SETTLE_TIMEOUT_MS);
  await until('probes are counted', async () => (await requestsOf('probe')) > probesBefore, SETTLE_TIMEOUT_MS);
  expect(await requestsOf('user')).toBe(before);
  await platform.nines('scale', 'visitors', '0');
});

test('more requests of users than the threshold are a ticket, to be seen while it is pending', async () => {
  const stop = browse();
  try {
    const isListed = async (state: string): Promise<boolean> => {
      const { stdout } = await platform.nines('alert', 'list', '--json');
      const { data } = JSON.parse(stdout) as AlertList;
      return data.some(
        ({ labels, state: its }) =>
          labels['alertname'] === 'HighRequestRate' && labels['service'] === 'api' && its === state,
      );
    };
    await until('it is pending', () => isListed('pending'), HIGH_RATE_TIMEOUT_MS);
    await until('it fires', () => isListed('firing'), HIGH_RATE_TIMEOUT_MS);
  } finally {
    stop();
  }
});
