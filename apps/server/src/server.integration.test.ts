import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EventPage } from '@nines/api';
import { freePorts } from '@nines/testkit/ports';
import { askSocket, readSocket } from '@nines/testkit/socket-request';
import { startTestPostgres } from '@nines/testkit/postgres';
import type { TestPostgres } from '@nines/testkit/postgres';
import { testTool } from '@nines/testkit/tools';
import { FakeSupervisor } from './testing/fake-supervisor.ts';
import { startAlertmanager, startReceiver, startServer, until } from './testing/running-server.ts';
import type { RunningProcess } from './testing/running-server.ts';
import { testCatalog } from './testing/test-catalog.ts';

const TOOLS = ['alertmanager', 'amtool', 'promtool', 'blackbox-exporter'] as const;

let tools: Record<string, string>;
let database: TestPostgres;
let supervisor: FakeSupervisor;
let server: RunningProcess;
let alertmanager: RunningProcess;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
let serverPort: number;
let alertmanagerPort: number;

beforeAll(async () => {
  const paths = await Promise.all(TOOLS.map(async (name) => [name, await testTool(name)] as const));
  tools = Object.fromEntries(paths);
}, 120_000);

beforeEach(async () => {
  const [forServer = 0, forAlertmanager = 0] = await freePorts(2);
  serverPort = forServer;
  alertmanagerPort = forAlertmanager;
  receiver = await startReceiver();
  supervisor = new FakeSupervisor(
    testCatalog(`notify:\n  webhooks:\n    - { name: test, url: '${receiver.url}', receives: all }\n`),
  );
  supervisor.tools = tools;
  supervisor.ports = { 'nines-server': serverPort, 'nines-alertmanager': alertmanagerPort };
  supervisor.states = { web: ['ready', 'ready'], db: ['ready'], 'nines-alertmanager': ['ready'] };
  database = await startTestPostgres();
  await supervisor.start();
  server = start();
  await ready();
  alertmanager = await startAlertmanager(tools['alertmanager'] ?? '', alertmanagerPort, supervisor.stateDirectory);
});

afterEach(async () => {
  await server.end('SIGTERM');
  await alertmanager.end('SIGTERM');
  await supervisor.remove();
  await database.remove();
  receiver.close();
});

function start(): RunningProcess {
  const { stateDirectory, controlSocket } = supervisor;
  return startServer({ port: serverPort, stateDirectory, controlSocket, databaseUrl: database.url });
}

async function ready(): Promise<void> {
  await until(async () => (await fetch(`http://127.0.0.1:${serverPort}/readyz`)).status === 200);
}

async function events(query = ''): Promise<EventPage['data']> {
  return (await readSocket<EventPage>(supervisor.serverSocket, `/api/v1/events?limit=1000${query}`)).data;
}

const told = (status: string): readonly string[] =>
  receiver.told.filter((each) => each.status === status).map(({ alertname, service }) => `${alertname} ${service}`);

const types = async (): Promise<readonly string[]> =>
  (await events('&type=alert.fired&type=alert.resolved&subject=db')).map(({ type }) => type);

describe('the server', () => {
  it('ends in good order though its database hangs', async () => {
    const thaw = database.freeze();
    try {
      supervisor.crash('web'); // something to be stored
      const asking = askSocket(supervisor.serverSocket, '/api/v1/events').catch(() => undefined);
      const startedMs = performance.now();
      await server.end('SIGTERM');
      expect(performance.now() - startedMs, 'else it is killed').toBeLessThan(10_000);
      await asking;
    } finally {
      thaw();
    }
  });

  it('tells of an outage within two seconds, of its end within ten, and keeps both as events', async () => {
    const downAt = performance.now();
    supervisor.crash('db');
    await until(() => told('firing').includes('ServiceDown db'));
    expect((receiver.told[0]?.atMs ?? Infinity) - downAt).toBeLessThan(2_000);
    const upAt = performance.now();
    supervisor.recover('db');
    await until(() => told('resolved').includes('ServiceDown db'));
    expect(performance.now() - upAt).toBeLessThan(10_000);
    await until(async () => (await types()).includes('alert.resolved'));
    expect(await types()).toEqual(['alert.fired', 'alert.resolved']);
  });

  it('tells nobody of a crash that heals at once, but has it in the event log', async () => {
    supervisor.crash('db');
    supervisor.recover('db');
    const after = supervisor.emit('service.ready', 'db');
    await until(async () => (await events()).some(({ id }) => id === after.id));
    expect((await events('&subject=db-0')).map(({ type }) => type)).toEqual(['instance.crashed', 'instance.ready']);
    await new Promise((resolve) => setTimeout(resolve, 2_000)); // longer than any outage takes to be told of
    expect(told('firing')).toEqual([]);
  });

  it('pages once, for the dependency, when its dependent fails a moment before it', async () => {
    supervisor.crash('web');
    await new Promise((resolve) => setTimeout(resolve, 900)); // the moment
    supervisor.crash('db');
    await until(() => told('firing').includes('ServiceDown db'));
    await new Promise((resolve) => setTimeout(resolve, 2_500)); // longer than the dependent's could take
    expect(told('firing').filter((name) => name.startsWith('ServiceDown'))).toEqual(['ServiceDown db']);
  });

  it('misses nothing that happens while it is away, and knows what is wrong when it is back', async () => {
    await server.end('SIGKILL');
    for (let round = 0; round < 50; round += 1) {
      supervisor.crash('web');
      supervisor.recover('web');
    }
    supervisor.crash('db');
    server = start();
    await ready();
    await until(() => told('firing').includes('ServiceDown db'));
    const spooled = await events('&type=instance.crashed&type=instance.ready');
    expect(spooled).toHaveLength(201);
    const numbers = spooled.map(({ id }) => Number(id.split(':')[1]));
    expect(numbers).toEqual(numbers.toSorted((one, other) => one - other));
  });

  it('resolves neither falsely nor never where Alertmanager is killed meanwhile', async () => {
    supervisor.crash('db');
    await until(async () => (await types()).includes('alert.fired'));
    await alertmanager.end('SIGKILL');
    alertmanager = await startAlertmanager(tools['alertmanager'] ?? '', alertmanagerPort, supervisor.stateDirectory);
    await until(async () => {
      const held = await fetch(`http://127.0.0.1:${alertmanagerPort}/api/v2/alerts`);
      return JSON.stringify(await held.json()).includes('ServiceDown');
    });
    expect(await types()).toEqual(['alert.fired']);
    await alertmanager.end('SIGKILL');
    supervisor.recover('db');
    await until(async () => (await types()).includes('alert.resolved'), 25_000);
    expect(await types()).toEqual(['alert.fired', 'alert.resolved']);
  }, 60_000);

  it('detects and tells without its database, which learns of everything later', async () => {
    await database.stop();
    supervisor.crash('db');
    await until(() => told('firing').includes('ServiceDown db'));
    await database.start();
    await until(async () => (await types()).includes('alert.fired'));
    await until(async () => (await events('&type=instance.crashed')).map(({ subject }) => subject).join() === 'db-0');
  });

  it('takes in alerts from whoever has the token only', async () => {
    const url = `http://127.0.0.1:${serverPort}/api/v1/alertmanager`;
    const body = JSON.stringify({ version: '4', groupKey: 'g', receiver: 'nines', alerts: [] });
    const headers = { 'content-type': 'application/json' };
    expect((await fetch(url, { method: 'POST', headers, body })).status).toBe(401);
    const token = readFileSync(join(supervisor.stateDirectory, 'monitoring', 'webhook-token'), 'utf8');
    const authorized = { ...headers, authorization: `Bearer ${token}` };
    expect((await fetch(url, { method: 'POST', headers: authorized, body })).status).toBe(204);
    await database.stop();
    expect(
      (await fetch(url, { method: 'POST', headers: authorized, body: body.replace('[]', JSON.stringify([ALERT])) }))
        .status,
    ).toBe(503);
  });
});

const ALERT = {
  status: 'firing',
  labels: { alertname: 'Something' },
  annotations: {},
  startsAt: '2026-01-01T00:00:00Z',
  endsAt: '0001-01-01T00:00:00Z',
  fingerprint: 'f',
};
