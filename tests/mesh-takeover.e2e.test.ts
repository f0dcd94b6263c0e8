/** The mesh is replaced and nobody outside notices; the HTTPS door, its certificate and its trust, on a platform. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { type ClientHttp2Session, connect as connectHttp2 } from 'node:http2';
import { request as secureRequest } from 'node:https';
import { connect } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePorts } from '@nines/testkit/ports';
import { ask, server } from './platform/services.ts';
import { kill, TestPlatform, until } from './platform/test-platform.ts';

const run = promisify(execFile);

describe('the mesh', () => {
  let platform: TestPlatform;
  let web: number;
  let https: number;

  beforeAll(async () => {
    [web = 0, https = 0] = await freePorts(2);
    platform = await TestPlatform.create({});
    const ingress = { http: platform.ingressPort, https };
    await platform.write({ web: { ...server(web, 2), ingress: { host: 'web.localhost', tls: true } } }, { ingress });
    await platform.up();
  });

  afterAll(() => platform.remove());

  const meshPid = async (): Promise<number> =>
    (await platform.status()).system.find(({ name }) => name === 'mesh')?.instances[0]?.pid ?? 0;

  /** One GET over a connection that is kept. */
  async function getOver(agent: Agent): Promise<void> {
    const asked = request({ agent, host: '127.0.0.1', port: web, path: '/' });
    asked.end();
    const [response] = (await once(asked, 'response', { signal: AbortSignal.timeout(5_000) })) as [
      NodeJS.ReadableStream & { statusCode: number },
    ];
    response.resume();
    await once(response, 'end');
    if (response.statusCode !== 200) throw new Error(`answered ${response.statusCode}`);
  }

  /** One GET over a connection of its own, as bare as can be. */
  async function getOnce(): Promise<void> {
    const socket = connect(web, '127.0.0.1');
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
    socket.write('GET / HTTP/1.1\r\nHost: web\r\nConnection: close\r\n\r\n');
    await once(socket, 'close', { signal: AbortSignal.timeout(5_000) });
    if (!text.startsWith('HTTP/1.1 200')) throw new Error(`answered ${JSON.stringify(text.slice(0, 100))}`);
  }

  /** One GET after the other over HTTP/2, on a new connection once it is asked to leave the one it has. */
  async function getOverHttp2(stop: AbortSignal, fail: (error: unknown) => void): Promise<number> {
    const ca = readFileSync(join(platform.directory, '.nines', 'tls', 'ca.pem'));
    const open = (): ClientHttp2Session =>
      connectHttp2(`https://127.0.0.1:${https}`, { ca, servername: 'web.localhost' }).on('error', fail);
    let session = open();
    let count = 0;
    for (; !stop.aborted; count += 1) {
      if (session.closed || session.destroyed) session = open();
      await getStream(session).catch(fail);
    }
    session.close();
    return count;
  }

  async function getStream(session: ClientHttp2Session): Promise<void> {
    const stream = session.request({ ':path': '/', ':authority': `web.localhost:${https}` });
    const [headers] = (await once(stream, 'response', { signal: AbortSignal.timeout(5_000) })) as [
      Record<string, unknown>,
    ];
    stream.resume();
    await once(stream, 'end');
    if (headers[':status'] !== 200) throw new Error(`answered ${String(headers[':status'])}`);
  }

  /** Keeps calling until `work` is over: new connections at a steady pace, and clients that keep theirs. */
  async function loadDuring(
    work: () => Promise<unknown>,
  ): Promise<{ fresh: number; kept: number; multiplexed: number; failures: string[] }> {
    const failures: string[] = [];
    const fail = (error: unknown): void => void failures.push(String(error));
    const agent = new Agent({ keepAlive: true, maxSockets: 8 });
    const stop = new AbortController();
    const pending: Promise<unknown>[] = [];
    let kept = 0;
    const clients = Array.from({ length: 8 }, async () => {
      for (; !stop.signal.aborted; kept += 1) await getOver(agent).catch(fail);
    });
    const overHttp2 = [0, 1].map(() => getOverHttp2(stop.signal, fail));
    const pace = setInterval(() => {
      for (let each = 0; each < 2; each += 1) pending.push(getOnce().catch(fail));
    }, 8);
    try {
      await work();
    } finally {
      clearInterval(pace);
      stop.abort();
      await Promise.all([...pending, ...clients, ...overHttp2]);
      agent.destroy();
    }
    const multiplexed = (await Promise.all(overHttp2)).reduce((sum, count) => sum + count, 0);
    return { fresh: pending.length, kept, multiplexed, failures };
  }

  async function restartMesh(): Promise<void> {
    const before = await meshPid();
    await platform.nines('restart', 'mesh');
    await until('another mesh is all there is', async () => {
      const mesh = (await platform.status()).system.find(({ name }) => name === 'mesh');
      const [only, ...others] = mesh?.instances ?? [];
      return others.length === 0 && only?.state === 'ready' && only.pid !== before;
    });
  }

  test('is replaced three times under load without a failed connection or request', async () => {
    const { fresh, kept, multiplexed, failures } = await loadDuring(async () => {
      for (let round = 0; round < 3; round += 1) await restartMesh();
    });
    expect(failures).toEqual([]);
    expect(fresh).toBeGreaterThan(1_000);
    expect(kept).toBeGreaterThan(1_000);
    expect(multiplexed).toBeGreaterThan(500);
  }, 120_000);

  test('comes back by itself when it is killed', async () => {
    const before = await meshPid();
    kill(before, 'SIGKILL');
    await until('it serves', async () => (await ask(web)).pid > 0);
    expect(await meshPid()).not.toBe(before);
  });

  test('serves HTTPS to who trusts its authority, and sends HTTP there', async (context) => {
    if (
      !(await run('curl', ['--version']).then(
        () => true,
        () => false,
      ))
    )
      context.skip('there is no curl');
    const ca = join(platform.directory, '.nines', 'tls', 'ca.pem');
    const session = connectHttp2(`https://127.0.0.1:${https}`, { ca: readFileSync(ca), servername: 'web.localhost' });
    const stream = session.request({ ':path': '/', ':authority': `web.localhost:${https}` });
    const [headers] = (await once(stream, 'response')) as [Record<string, unknown>];
    expect(headers[':status']).toBe(200);
    session.destroy();
    const { stdout } = await run('curl', [
      '--silent',
      '--cacert',
      ca,
      '--resolve',
      `web.localhost:${https}:127.0.0.1`,
      '--location',
      '--resolve',
      `web.localhost:${platform.ingressPort}:127.0.0.1`,
      '--write-out',
      ' %{http_version} %{num_redirects} %{url_effective}',
      `http://web.localhost:${platform.ingressPort}/x?y=1`,
    ]);
    expect(stdout).toMatch(new RegExp(` 2 1 https://web\\.localhost:${https}/x\\?y=1$`));
    const distrusting = secureRequest({ host: '127.0.0.1', port: https, servername: 'web.localhost' });
    distrusting.end();
    await expect(once(distrusting, 'response')).rejects.toThrow(/certificate/);
  });

  test('tells where HTTPS is, and how to trust it', async () => {
    const up = await platform.nines('up');
    expect(up.stdout + up.stderr).toContain(`https://web.localhost:${https}/`);
    const trust = await platform.nines('trust');
    expect(trust.stdout).toMatch(/SHA-256 +(?:[0-9A-F]{2}:){31}[0-9A-F]{2}/);
    const { stdout } = await platform.nines('trust', '--print');
    expect(stdout).toBe(readFileSync(join(platform.directory, '.nines', 'tls', 'ca.pem'), 'latin1'));
  });
});
