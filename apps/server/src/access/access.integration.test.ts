import { once } from 'node:events';
import { existsSync, openSync, readFileSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { ApiToken, Who } from '@nines/api';
import { firstLoginFile } from '@nines/runtime-process/client';
import { freePorts } from '@nines/testkit/ports';
import { startTestPostgres } from '@nines/testkit/postgres';
import type { TestPostgres } from '@nines/testkit/postgres';
import { askSocket, readSocket } from '@nines/testkit/socket-request';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD } from '../testing/access-bench.ts';
import { FakeSupervisor } from '../testing/fake-supervisor.ts';
import { startServer, until } from '../testing/running-server.ts';
import type { RunningProcess } from '../testing/running-server.ts';
import { testCatalog } from '../testing/test-catalog.ts';

let supervisor: FakeSupervisor;
let database: TestPostgres;
let server: RunningProcess;
let port: number;
let logFile: string;

beforeAll(async () => {
  supervisor = new FakeSupervisor(testCatalog());
  database = await startTestPostgres();
  await supervisor.start();
  [port = 0] = await freePorts(1);
  logFile = join(supervisor.stateDirectory, 'server.log');
  server = start();
  await until(async () => (await fetch(`http://127.0.0.1:${port}/livez`)).ok, 30_000);
}, 60_000);

afterAll(async () => {
  await server.end('SIGTERM');
  await supervisor.remove();
  await database.remove();
});

function start(): RunningProcess {
  const { stateDirectory, controlSocket } = supervisor;
  return startServer({ port, stateDirectory, controlSocket, databaseUrl: database.url }, openSync(logFile, 'a'));
}

const url = (path: string): string => `http://127.0.0.1:${port}/api/v1${path}`;

/** As a browser does it. */
function post(path: string, body: object, headers: Record<string, string> = {}): Promise<Response> {
  const type = { 'content-type': 'application/json' };
  return fetch(url(path), { method: 'POST', headers: { ...type, ...headers }, body: JSON.stringify(body) });
}

describe('a new platform', () => {
  let cookie: string;

  it('lets in with the link that its owner finds, once', async () => {
    const file = firstLoginFile(supervisor.stateDirectory);
    await until(() => existsSync(file) && readFileSync(file, 'utf8').endsWith('\n'), 30_000);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const [page, token = ''] = readFileSync(file, 'utf8').trim().split('#');
    expect((await (await fetch(`http://127.0.0.1:${port}${page}`)).text()).length).toBeGreaterThan(1_000);
    const entered = await post('/session/link', { token, password: PASSWORD });
    expect((await entered.json()) as Who).toMatchObject({ name: 'admin', role: 'administrator' });
    cookie = entered.headers.get('set-cookie')?.split(';', 1)[0] ?? '';
    expect(existsSync(file)).toBe(false);
    expect((await post('/session/link', { token, password: PASSWORD })).status).toBe(401);
    for (const secret of [token, PASSWORD, cookie.split('=')[1] ?? '-'])
      expect(readFileSync(logFile, 'utf8')).not.toContain(secret);
  }, 60_000);

  it('knows password and session after its server was killed, and makes no second link', async () => {
    await server.end('SIGKILL');
    server = start();
    await until(async () => (await fetch(url('/session'), { headers: { cookie } })).status === 200, 30_000);
    expect((await post('/session', { name: 'admin', password: PASSWORD })).status).toBe(200);
    expect((await post('/session', { name: 'admin', password: `${PASSWORD}x` })).status).toBe(401);
    expect(existsSync(firstLoginFile(supervisor.stateDirectory))).toBe(false);
  }, 60_000);

  it('answers over TCP with a token, and on its socket without', async () => {
    expect((await fetch(url('/events'))).status).toBe(401);
    const made = await askSocket(supervisor.serverSocket, '/api/v1/tokens', { body: { name: 'ci', kind: 'service' } });
    const { secret } = JSON.parse(made.text) as ApiToken & { readonly secret: string };
    expect((await fetch(url('/events'), { headers: { authorization: `Bearer ${secret}` } })).status).toBe(200);
    const { data } = await readSocket<{ data: { data: object }[] }>(supervisor.serverSocket, '/api/v1/audit');
    expect(data.map((event) => event.data)).toContainEqual(
      expect.objectContaining({ kind: 'local', route: 'POST /api/v1/tokens', subject: 'service ci', outcome: '201' }),
    );
    expect(JSON.stringify(data)).not.toContain(secret);
  });

  it('answers a change that is sent again as before, also after a restart', async () => {
    const headers = { 'idempotency-key': 'once' };
    const body = { role: 'administrator' };
    const ask = () => askSocket(supervisor.serverSocket, '/api/v1/users/admin', { method: 'PATCH', headers, body });
    const first = await ask();
    expect(first.status, first.text).toBe(200);
    await server.end('SIGKILL');
    server = start();
    let second = await ask().catch(() => undefined);
    await until(async () => {
      second = await ask();
      return second.status !== 503;
    }, 30_000);
    expect([second?.status, second?.text]).toEqual([200, first.text]);
    expect(second?.headers['idempotent-replayed']).toBe('true');
  }, 60_000);
});

describe('bytes that two readers could read differently', () => {
  const raw = async (request: string): Promise<string> => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    socket.end(request.replaceAll('\n', '\r\n'));
    return text(socket).catch(() => '');
  };
  const HOST = 'Host: localhost\n';
  it.each([
    ['two lengths', `POST /api/v1/session HTTP/1.1\n${HOST}Content-Length: 2\nContent-Length: 3\n\n{}x`],
    [
      'length and chunks',
      `POST /api/v1/session HTTP/1.1\n${HOST}Content-Length: 2\nTransfer-Encoding: chunked\n\n0\n\n`,
    ],
    ['a chunk of no number', `POST /api/v1/session HTTP/1.1\n${HOST}Transfer-Encoding: chunked\n\nzz\n\n`],
    ['a blank before the colon', `GET /livez HTTP/1.1\n${HOST}Content-Length : 0\n\n`],
    ['no host', 'GET /livez HTTP/1.1\n\n'],
    ['two hosts', `GET /livez HTTP/1.1\n${HOST}Host: evil.example\n\n`],
    ['a host in the line', `GET http://evil.example/livez HTTP/1.1\nHost: evil.example\n\n`],
    ['a header of a megabyte', `GET /livez HTTP/1.1\n${HOST}X: ${'x'.repeat(1_000_000)}\n\n`],
  ])('are refused: %s', async (_name, request) => {
    const answer = await raw(request);
    expect(answer === '' || /^HTTP\/1\.1 4\d\d /.test(answer), answer.slice(0, 200)).toBe(true);
    expect(answer.match(/^HTTP\/1\.1 /gm) ?? []).toHaveLength(answer === '' ? 0 : 1);
  });
});
