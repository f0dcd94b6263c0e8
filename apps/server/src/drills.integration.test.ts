/** A drill and an outage at the same time, through a real server, a real Alertmanager and a real database. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiIncidentFigures, IncidentList } from '@nines/api';
import { secretFile } from '@nines/runtime-process/client';
import { freePorts } from '@nines/testkit/ports';
import { FakeWebhook } from '@nines/testkit/fake-webhook';
import { startTestPostgres } from '@nines/testkit/postgres';
import type { TestPostgres } from '@nines/testkit/postgres';
import { askSocket, readSocket } from '@nines/testkit/socket-request';
import { testTool } from '@nines/testkit/tools';
import { FakeSupervisor } from './testing/fake-supervisor.ts';
import { startAlertmanager, startServer, until } from './testing/running-server.ts';
import type { RunningProcess } from './testing/running-server.ts';
import { testCatalog } from './testing/test-catalog.ts';

const TOOLS = ['alertmanager', 'amtool', 'promtool', 'blackbox-exporter'] as const;
const DRILL = 'lose the database';
/** Configurations are checked by the real tools before the server is ready. */
const STARTING_MS = 60_000;

const people = new FakeWebhook();
const drills = new FakeWebhook();

let database: TestPostgres;
let supervisor: FakeSupervisor;
let server: RunningProcess;
let alertmanager: RunningProcess;
let serverPort: number;
let alertmanagerPort: number;

beforeAll(async () => {
  const tools = await Promise.all(TOOLS.map(async (name) => [name, await testTool(name)] as const));
  [serverPort = 0, alertmanagerPort = 0] = await freePorts(2);
  await Promise.all([people.start(), drills.start()]);
  supervisor = new FakeSupervisor(
    testCatalog(`
secrets: { CI_TOKEN: { generate: 32 } }
notify:
  webhooks:
    - { name: people, url: '${people.url}/', receives: incidents }
    - { name: drills, url: '${drills.url}/', receives: incidents }
  routes:
    - { to: [webhook:people] }
    - { drills: true, to: [webhook:drills] }
incidents:
  intakes:
    - { name: ci, token: { secret: CI_TOKEN }, map: { alertname: name, status: state, service: service, severity: level, drill: drill } }
`),
  );
  const file = secretFile(supervisor.stateDirectory, 'CI_TOKEN');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, 'ci');
  supervisor.tools = Object.fromEntries(tools);
  supervisor.ports = { 'nines-server': serverPort, 'nines-alertmanager': alertmanagerPort };
  supervisor.states = { web: ['ready', 'ready'], db: ['ready'], 'nines-alertmanager': ['ready'] };
  database = await startTestPostgres();
  await supervisor.start();
  const { stateDirectory, controlSocket } = supervisor;
  server = startServer({ port: serverPort, stateDirectory, controlSocket, databaseUrl: database.url });
  await until(async () => (await fetch(`http://127.0.0.1:${serverPort}/readyz`)).status === 200, STARTING_MS);
  alertmanager = await startAlertmanager(supervisor.tools['alertmanager'] ?? '', alertmanagerPort, stateDirectory);
}, 120_000);

afterAll(async () => {
  await server.end('SIGTERM');
  await alertmanager.end('SIGTERM');
  await Promise.all([people.stop(), drills.stop()]);
  await supervisor.remove();
  await database.remove();
});

/** As whoever drills would tell Alertmanager of what the drill does. */
async function drillAlert(labels: Readonly<Record<string, string>>): Promise<void> {
  const startsAt = new Date(Date.now() - 1_000).toISOString();
  const endsAt = new Date(Date.now() + 60_000).toISOString();
  const alert = { labels: { drill: DRILL, ...labels }, annotations: { summary: 'on purpose' }, startsAt, endsAt };
  const answer = await fetch(`http://127.0.0.1:${alertmanagerPort}/api/v2/alerts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify([alert]),
  });
  expect(answer.status).toBe(200);
}

async function post(document: object): Promise<number> {
  const headers = { authorization: 'Bearer ci', 'content-type': 'application/json' };
  const url = `http://127.0.0.1:${serverPort}/api/v1/intake/ci`;
  return (await fetch(url, { method: 'POST', headers, body: JSON.stringify(document) })).status;
}

async function incidents(query = ''): Promise<IncidentList['data']> {
  return (await readSocket<IncidentList>(supervisor.serverSocket, `/api/v1/incidents${query}`)).data;
}

const titles = (webhook: FakeWebhook): readonly string[] =>
  webhook.events.map(({ data }) => JSON.stringify(data)).filter((text) => text.includes('triggered'));

describe('a drill at the time of an outage', () => {
  beforeAll(async () => {
    const database = { service: 'db', severity: 'critical', scope: 'application', owner: 'none', tier: '2' };
    await drillAlert({ alertname: 'ServiceDown', ...database });
    expect(await post({ name: 'BuildBroken', service: 'web', level: 'critical', drill: DRILL })).toBeLessThan(300);
    expect(await post({ name: 'DeployFailed', service: 'web', level: 'warning' })).toBeLessThan(300);
    supervisor.crash('web');
    await until(() => drills.events.length > 0 && people.events.length > 0);
    await until(async () => (await incidents('?drill=false')).some(({ services }) => services.includes('web')));
    await until(async () => (await incidents('?drill=true')).some(({ alertCount }) => alertCount === 2));
  });

  it('is an incident of its own, whichever way its alerts came', async () => {
    const ofDrill = await incidents('?drill=true');
    expect(ofDrill).toMatchObject([{ drill: DRILL, services: expect.arrayContaining(['db', 'web']) as string[] }]);
    const real = await incidents('?drill=false');
    for (const each of real) expect(each).toMatchObject({ drill: null, services: ['web'] });
    expect(await incidents()).toHaveLength(real.length + ofDrill.length);
  });

  it('is told where drills are told, and there alone', () => {
    expect(titles(drills).length).toBeGreaterThan(0);
    expect(titles(people).length).toBeGreaterThan(0);
    for (const { data } of drills.events) expect(JSON.stringify(data)).toContain(DRILL);
    for (const { data } of people.events) expect(JSON.stringify(data)).not.toContain(DRILL);
  });

  it('counts in figures of drills alone', async () => {
    const answer = await askSocket(supervisor.serverSocket, '/api/v1/incident-figures');
    expect(answer.status, answer.text).toBe(200);
    const { real, drills: ofDrills } = JSON.parse(answer.text) as ApiIncidentFigures;
    expect(ofDrills.overall.period.incidents).toBe(1);
    expect(real.overall.period.incidents).toBe(
      (await incidents('?drill=false&severity=1&severity=2&severity=3')).length,
    );
  });

  it('has metrics of its own', async () => {
    const text = await (await fetch(`http://127.0.0.1:${serverPort}/metrics`)).text();
    const open = (drill: string): number =>
      [...text.matchAll(/^nines_incidents_open\{(.*)\} (\d+)$/gm)]
        .filter(([, labels = '']) => labels.includes(`drill="${drill}"`))
        .reduce((sum, [, , count]) => sum + Number(count), 0);
    expect(open('true')).toBe(1);
    expect(open('false')).toBe((await incidents('?drill=false&status=triggered')).length);
  });
});
