import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ApiReview, ApiSpending, ObjectiveDetails, ObjectiveList } from '@nines/api';
import { freePorts } from '@nines/testkit/ports';
import { askSocket, readSocket } from '@nines/testkit/socket-request';
import { startTestPostgres } from '@nines/testkit/postgres';
import type { TestPostgres } from '@nines/testkit/postgres';
import { testTool } from '@nines/testkit/tools';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeSupervisor } from './testing/fake-supervisor.ts';
import { startPrometheus, startServer, until } from './testing/running-server.ts';
import type { RunningProcess } from './testing/running-server.ts';
import { testCatalog } from './testing/test-catalog.ts';

const STEP_SECONDS = 5;
const HOUR_SECONDS = 3_600;

/** An objective of a day: seven hours of ten requests at each evaluation, of which one fails in twenty minutes of them. */
const CATALOG = testCatalog(
  'slo: { policy: [{ when: exhausted, freeze: [releases] }] }\n',
  '    slos:\n      - { name: errors, objective: 99.9%, window: 1d, sli: availability }\n',
);
const SAMPLES = (7 * HOUR_SECONDS) / STEP_SECONDS;
const BAD_FROM = (5 * HOUR_SECONDS) / STEP_SECONDS;
const BAD_SAMPLES = 1_200 / STEP_SECONDS;
const TOTAL = 10 * SAMPLES;

let directory: string;
let database: TestPostgres;
let prometheus: RunningProcess;
let supervisor: FakeSupervisor;
let server: RunningProcess;
let serverPort: number;
let prometheusPort: number;
/** Of the last evaluation, whole seconds since the epoch. */
let endSeconds: number;

beforeAll(async () => {
  const [promtool, program] = await Promise.all([testTool('promtool'), testTool('prometheus')]);
  directory = await mkdtemp(join(tmpdir(), 'nines-objectives-'));
  endSeconds = Math.floor(Date.now() / 5_000) * 5;
  await writeFile(join(directory, 'history.txt'), history());
  const backfill = ['tsdb', 'create-blocks-from', 'openmetrics', 'history.txt', 'data'];
  await promisify(execFile)(promtool, backfill, { cwd: directory });
  [serverPort = 0, prometheusPort = 0] = await freePorts(2);
  prometheus = await startPrometheus(program, prometheusPort, join(directory, 'data'));
  database = await startTestPostgres();
  supervisor = new FakeSupervisor(CATALOG);
  supervisor.ports = { 'nines-server': serverPort, 'nines-prometheus': prometheusPort };
  supervisor.states = { web: ['ready', 'ready'], db: ['ready'] };
  await supervisor.start();
  server = start();
}, 120_000);

afterAll(async () => {
  await server.end('SIGTERM');
  await supervisor.remove();
  await prometheus.end('SIGTERM');
  await database.remove();
  await rm(directory, { recursive: true });
});

/** What rules would have recorded. */
function history(): string {
  const lines = (name: string, valueAt: (index: number) => number): readonly string[] =>
    Array.from({ length: SAMPLES }, (_, index) => {
      const atSeconds = endSeconds - (SAMPLES - 1 - index) * STEP_SECONDS;
      return `${name}{service="web",slo="errors"} ${valueAt(index)} ${atSeconds}`;
    });
  const isBad = (index: number): boolean => index >= BAD_FROM && index < BAD_FROM + BAD_SAMPLES;
  return [
    ...['# TYPE slo:total:increase gauge', ...lines('slo:total:increase', () => 10)],
    ...['# TYPE slo:bad:increase gauge', ...lines('slo:bad:increase', (index) => (isBad(index) ? 1 : 0))],
    '# EOF\n',
  ].join('\n');
}

function start(): RunningProcess {
  const { stateDirectory, controlSocket } = supervisor;
  return startServer({ port: serverPort, stateDirectory, controlSocket, databaseUrl: database.url });
}

async function ask<T>(path: string): Promise<T> {
  return readSocket<T>(supervisor.serverSocket, path);
}

/** When it was decided how the objective stands. */
async function standing(): Promise<ObjectiveList['data'][number]> {
  let found: ObjectiveList['data'][number] | undefined;
  await until(async () => {
    const { data } = await ask<ObjectiveList>('/api/v1/objectives');
    found = data[0];
    return (found?.status ?? null) !== null;
  });
  if (found === undefined) throw new Error('there is no objective');
  return found;
}

const EXPECTED = { total: TOTAL, bad: BAD_SAMPLES, attainment: 1 - BAD_SAMPLES / TOTAL };

describe('objectives over a real Prometheus and a real database', () => {
  it('are made of all that Prometheus has, to the last event', async () => {
    expect(await standing()).toMatchObject({ status: 'exhausted', frozen: ['releases'], state: EXPECTED });
  });

  it('are the same after a restart, and nothing is told twice', async () => {
    await server.end('SIGKILL');
    server = start();
    expect(await standing()).toMatchObject({ status: 'exhausted', state: EXPECTED });
    const types = ['budget.at-risk', 'budget.exhausted', 'budget.recovered', 'budget.frozen', 'budget.released'];
    const { data } = await ask<{ data: { type: string }[] }>(
      `/api/v1/events?${types.map((type) => `type=${type}`).join('&')}`,
    );
    expect(data.map(({ type }) => type)).toEqual(['budget.exhausted', 'budget.frozen']);
  });

  it('are told as metrics', async () => {
    await standing();
    const metrics = await (await fetch(`http://127.0.0.1:${serverPort}/metrics`)).text();
    const of = (name: string): number =>
      Number(new RegExp(`^${name}{service="web",slo="errors"} (.+)$`, 'm').exec(metrics)?.[1]);
    expect(of('nines_slo_attainment_ratio')).toBeCloseTo(EXPECTED.attainment, 9);
    expect(of('nines_slo_error_budget_remaining_ratio')).toBeCloseTo(1 - BAD_SAMPLES / (TOTAL * 0.001), 6);
  });

  it('are known day by day, and for any interval', async () => {
    const { history: days } = await ask<ObjectiveDetails>('/api/v1/objectives/web/errors?days=2');
    expect(days.reduce((sum, { total }) => sum + total, 0)).toBe(TOTAL);
    const from = new Date((endSeconds - 2.5 * HOUR_SECONDS) * 1_000).toISOString();
    const spent = await ask<ApiSpending>(`/api/v1/objectives/web/errors/spending?from=${from}`);
    expect(spent.bad).toBeCloseTo(BAD_SAMPLES, 6);
  });

  it('are reviewed, and signed off by whoever gets to the socket', async () => {
    const path = '/api/v1/objectives/web/errors/review';
    const signed = await askSocket(supervisor.serverSocket, `${path}/sign-off`, { body: { by: 'Ada' } });
    expect(signed.status, signed.text).toBe(200);
    const { signOffs, period } = await ask<ApiReview>(path);
    expect(signOffs).toMatchObject([{ by: 'Ada', from: period.from, to: period.to }]);
  });

  it('are not known while Prometheus is away', async () => {
    await server.end('SIGTERM');
    await prometheus.end('SIGTERM');
    server = start();
    await until(async () => (await fetch(`http://127.0.0.1:${serverPort}/livez`)).ok);
    expect((await askSocket(supervisor.serverSocket, '/api/v1/objectives')).status).toBe(503);
  });
});
