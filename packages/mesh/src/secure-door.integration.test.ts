/** The HTTPS door, asked by real clients: who gets in, by which protocol, and what arrives behind it. */
import { EventEmitter, once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { ClientHttp2Session } from 'node:http2';
import { request } from 'node:https';
import { connect as connectTcp, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ask, answerOf, connectHttp2 } from './fixtures/http2-client.ts';
import { bodyOf, echo, eventually, MeshFixture, type Upstream } from './fixtures/mesh-fixture.ts';
import { nodeClock } from './fixtures/node-clock.ts';
import { listenLocally } from './fixtures/local-ports.ts';
import { writeTestCertificate } from './fixtures/test-certificate.ts';

const INTERNAL_ERROR = 2;
const DENIED = ['/metrics', '/livez'];

interface Echoed {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly trailers: Readonly<Record<string, string>>;
}

describe('the HTTPS door', () => {
  let directory: string;
  let fixture: MeshFixture;
  let sessions: ClientHttp2Session[];

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'secure-door-'));
    fixture = new MeshFixture({ handshakeTimeoutMs: 1_000 });
    sessions = [];
  });

  afterEach(async () => {
    for (const session of sessions) session.destroy();
    await fixture.close();
    rmSync(directory, { recursive: true });
  });

  async function serve(handler = echo): Promise<void> {
    await openDoor(await fixture.http(handler));
  }

  async function openDoor(upstream: Upstream): Promise<void> {
    const route = { host: 'talent.localhost', paths: [], service: 'api', deniedPaths: DENIED };
    const routes = [{ ...route, httpsPort: 8_443 }];
    await fixture.serve([upstream.endpoint], { routes, tls: writeTestCertificate(join(directory, 'a.pem')) });
  }

  function http2(): ClientHttp2Session {
    const session = connectHttp2(fixture.securePort);
    sessions.push(session);
    return session;
  }

  async function tls(options: ConnectionOptions = {}): Promise<TLSSocket> {
    const { securePort: port } = fixture;
    const socket = connectTls({ host: '127.0.0.1', port, rejectUnauthorized: false, ...options });
    socket.on('error', () => undefined);
    await once(socket, 'secureConnect', { signal: AbortSignal.timeout(5_000) });
    return socket;
  }

  const metric = (name: string): string | undefined =>
    fixture.mesh
      .renderMetrics()
      .split('\n')
      .find((line) => line.startsWith(name));

  describe('agrees on', () => {
    it.each([
      [['h2', 'http/1.1'], 'h2'],
      [['http/1.1'], 'http/1.1'],
      [undefined, false],
    ])('the protocol that a client offering %j knows', async (offered, agreed) => {
      await serve();
      const socket = await tls(offered === undefined ? {} : { ALPNProtocols: offered });
      expect(socket.alpnProtocol).toBe(agreed);
      expect(['TLSv1.2', 'TLSv1.3']).toContain(socket.getProtocol());
      socket.destroy();
    });

    it('nothing older than TLS 1.2', async () => {
      await serve();
      await expect(
        tls({ maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' }),
      ).rejects.toThrow();
    });
  });

  it('carries HTTP/1.1, and tells the service how it was asked', async () => {
    await serve();
    const socket = await tls({ servername: 'talent.localhost' });
    socket.write(
      'GET /x?y HTTP/1.1\r\nHost: talent.localhost:1\r\nForwarded: proto=http\r\nX-Forwarded-Proto: http\r\n',
    );
    socket.write('Connection: close\r\n\r\n');
    const text = await bodyOf(socket as never);
    expect(text).toMatch(/^HTTP\/1.1 200 OK/);
    expect(text).toContain('"x-forwarded-proto":"https"');
    expect(text).toContain('"x-forwarded-host":"talent.localhost:1"');
    expect(text).not.toContain('"forwarded"');
  });

  it('answers who has ended its side of HTTP/1.1', async () => {
    await serve();
    const socket = await tls();
    socket.allowHalfOpen = true;
    socket.end('GET / HTTP/1.1\r\nHost: talent.localhost\r\n\r\n');
    expect(await bodyOf(socket as never)).toMatch(/^HTTP\/1.1 200 OK/);
    await fixture.idle();
  });

  it('carries HTTP/2, and tells the service how it was asked', async () => {
    await serve();
    const answer = await ask(
      http2(),
      {
        ':method': 'POST',
        ':path': '/x?y',
        'x-forwarded-proto': 'http',
        forwarded: 'for=9.9.9.9',
        x_real_ip: '9.9.9.9',
        cookie: ['a=1', 'b=2'],
        te: 'trailers',
      },
      'body',
    );
    expect(answer.status).toBe(200);
    const seen = JSON.parse(answer.body) as Echoed;
    expect(seen).toMatchObject({ method: 'POST', url: '/x?y', body: 'body' });
    expect(seen.headers).toMatchObject({
      host: 'talent.localhost',
      'x-forwarded-proto': 'https',
      'x-forwarded-for': '127.0.0.1',
      cookie: 'a=1; b=2',
      via: '1.1 nines',
    });
    for (const name of ['forwarded', 'x_real_ip', 'te', 'connection']) expect(seen.headers[name]).not.toBe('9.9.9.9');
    expect(seen.headers['forwarded']).toBeUndefined();
    expect(answer.headers['connection']).toBeUndefined();
    expect(answer.headers['transfer-encoding']).toBeUndefined();
    expect(
      metric('mesh_requests_total{consumer="ingress",service="api",version="v1",kind="user",status_class="2xx"}'),
    ).toMatch(/ 1$/);
  });

  it.each(['/metrics', '/livez', '//metrics', '/x/..%2fmetrics'])('hides %s in HTTP/2 too', async (path) => {
    await serve();
    expect(await ask(http2(), { ':path': path })).toMatchObject({ status: 404 });
  });

  it('knows no host but those it is for', async () => {
    await serve();
    expect(await ask(http2(), { ':authority': 'other.localhost', ':path': '/' })).toMatchObject({ status: 404 });
  });

  describe('in HTTP/2', () => {
    it('answers HEAD, 204 and 304 without a body', async () => {
      await serve((incoming, response) => {
        const status = Number(incoming.url?.slice(1));
        response
          .writeHead(status, status === 200 ? { 'content-length': '5' } : {})
          .end(status === 200 ? 'hello' : undefined);
      });
      const session = http2();
      const head = await ask(session, { ':method': 'HEAD', ':path': '/200' });
      expect(head).toMatchObject({ status: 200, body: '', resetCode: 0 });
      expect(head.headers['content-length']).toBe('5');
      for (const status of [204, 304]) {
        expect(await ask(session, { ':path': `/${status}` })).toMatchObject({ status, body: '', resetCode: 0 });
      }
    });

    it('passes on 100-continue, early hints and trailers, in both directions', async () => {
      await serve((incoming, response) => {
        response.writeEarlyHints({ link: '</a.css>; rel=preload' });
        bodyOf(incoming).then(
          (body) => {
            response.writeHead(200, { trailer: 'x-sum' });
            response.write(`${body}|${incoming.trailers['x-check'] ?? ''}`);
            response.addTrailers({ 'x-sum': 'abc' });
            response.end();
          },
          () => response.destroy(),
        );
      });
      const stream = http2().request(
        {
          ':authority': 'talent.localhost',
          ':method': 'POST',
          ':path': '/',
          expect: '100-continue',
          trailer: 'x-check',
        },
        { waitForTrailers: true },
      );
      stream.on('wantTrailers', () => stream.sendTrailers({ 'x-check': '7' }));
      stream.end('body');
      const answer = await answerOf(stream);
      expect(answer).toMatchObject({ status: 200, body: 'body|7', resetCode: 0 });
      expect(answer.trailers['x-sum']).toBe('abc');
      expect(answer.informational).toEqual([100, 103]);
    });

    it.each(['constructor', '__proto__', 'toString'])('passes on a field that is called %s', async (name) => {
      const hint = `HTTP/1.1 103 Early Hints\r\n${name}: 1\r\n\r\n`;
      const head = `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n${name}: 2\r\n\r\n`;
      const upstream = await fixture.raw((socket) => {
        socket.once('data', () => socket.write(`${hint}${head}1\r\nx\r\n0\r\n${name}: 3\r\n\r\n`));
      });
      await openDoor(upstream);
      const answer = await ask(http2(), { ':path': '/' });
      expect(answer).toMatchObject({ status: 200, body: 'x', resetCode: 0, informational: [103] });
      expect(Object.entries(answer.trailers)).toContainEqual([name.toLowerCase(), '3']);
    });

    it('breaks a response off whose trailers must not be passed on, and serves on', async () => {
      const head = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
      const upstream = await fixture.raw((socket) => {
        socket.once('data', () => socket.write(`${head}1\r\nx\r\n0\r\nHTTP2-Settings: AAMA\r\n\r\n`));
      });
      await openDoor(upstream);
      const session = http2();
      for (let round = 0; round < 2; round += 1) {
        expect(await ask(session, { ':path': '/' })).toMatchObject({ resetCode: INTERNAL_ERROR });
      }
    });

    it('keeps what a service says more than once apart', async () => {
      await serve((_, response) => {
        response.writeHead(200, ['set-cookie', 'a=1', 'set-cookie', 'b=2', 'etag', '"1"', 'etag', '"2"']).end();
      });
      const answer = await ask(http2(), { ':path': '/' });
      expect(answer.headers['set-cookie']).toEqual(['a=1', 'b=2']);
    });

    it('lets neither side run ahead of the other', async () => {
      const sizeBytes = 24 * 1_024 * 1_024;
      let received = 0;
      await serve((incoming, response) => {
        incoming.on('data', (chunk: Buffer) => (received += chunk.length));
        incoming.on('end', () => response.end(Buffer.alloc(sizeBytes, 'x')));
      });
      const before = process.memoryUsage().arrayBuffers;
      const stream = http2().request({ ':authority': 'talent.localhost', ':method': 'POST', ':path': '/' });
      stream.end(Buffer.alloc(sizeBytes, 'y'));
      stream.once('response', () => stream.pause());
      await once(stream, 'response');
      expect(received).toBe(sizeBytes);
      await eventually(() => process.memoryUsage().arrayBuffers - before < 120 * 1_024 * 1_024);
      expect((await answerOf(stream)).body.length).toBe(sizeBytes);
    });

    it('never lets a service take a request that was broken off for a whole one', async () => {
      let outcome = '';
      await serve((incoming) => {
        incoming.on('end', () => (outcome = 'whole'));
        incoming.on('error', () => (outcome = 'broken'));
      });
      const stream = http2().request({ ':authority': 'talent.localhost', ':method': 'POST', ':path': '/' });
      stream.on('error', () => undefined);
      stream.write('some of it');
      await eventually(() => fixture.mesh.status().endpoints[0]?.inFlight === 1);
      stream.close(0);
      await eventually(() => outcome !== '');
      expect(outcome).toBe('broken');
      expect(metric('mesh_requests_aborted_total{consumer="ingress"')).toMatch(/ 1$/);
    });

    it.each([{ 'content-length': '10' }, {}])(
      'shows a response with %j that broke off as one that did',
      async (length) => {
        await serve((_, response) => {
          response.writeHead(200, length);
          response.write('part');
          setTimeout(() => response.destroy(), 20);
        });
        const answer = await ask(http2(), { ':path': '/' });
        expect(answer).toMatchObject({ status: 200, body: 'part' });
        expect(answer.resetCode).toBe(INTERNAL_ERROR);
      },
    );

    it('answers before a request is whole where the service does, and stops it', async () => {
      await serve((_, response) => response.writeHead(413, { connection: 'close' }).end('too much'));
      const stream = http2().request({ ':authority': 'talent.localhost', ':method': 'POST', ':path': '/' });
      stream.write('some of it');
      expect(await answerOf(stream)).toMatchObject({ status: 413, body: 'too much' });
    });

    it('notices that a client has gone, in whatever way', async () => {
      await serve();
      const polite = http2();
      await ask(polite, { ':path': '/' });
      polite.close();
      const rude = http2();
      await ask(rude, { ':path': '/' });
      rude.destroy();
      const silent = await tls({ ALPNProtocols: ['h2'] });
      silent.end();
      const idle = await tls({ ALPNProtocols: ['http/1.1'] });
      idle.end();
      await fixture.idle();
    });

    it('sends clients elsewhere while it drains, and finishes what is under way', async () => {
      await serve((_, response) => void setTimeout(() => response.end('done'), 100));
      const session = http2();
      const answer = ask(session, { ':path': '/' });
      await eventually(() => fixture.mesh.status().endpoints[0]?.inFlight === 1);
      const closed = fixture.mesh.close(AbortSignal.timeout(5_000));
      expect(await answer).toMatchObject({ status: 200, body: 'done', resetCode: 0 });
      await closed;
      await eventually(() => session.closed || session.destroyed);
    });
  });

  it('takes what is on its way to it when it begins to drain', async () => {
    await serve();
    const held: Buffer[] = [];
    let isHeld = false;
    const line = createServer((client) => {
      const door = connectTcp(fixture.securePort, '127.0.0.1');
      for (const end of [client, door]) end.on('error', () => undefined);
      client.on('data', (chunk: Buffer) => (isHeld ? held.push(chunk) : door.write(chunk)));
      client.on('close', () => door.destroy());
      door.pipe(client);
      released.once('release', () => {
        isHeld = false;
        for (const chunk of held) door.write(chunk);
      });
    });
    const released = new EventEmitter();
    const session = connectHttp2(await listenLocally(line));
    sessions.push(session);
    expect(await ask(session, { ':path': '/' })).toMatchObject({ status: 200 });
    isHeld = true;
    const answer = ask(session, { ':path': '/' });
    const left = once(session, 'close', { signal: AbortSignal.timeout(4_000) });
    const closed = fixture.mesh.close(AbortSignal.timeout(5_000));
    await nodeClock.sleep(100);
    released.emit('release');
    expect(await answer).toMatchObject({ status: 200, resetCode: 0 });
    await left; // before the mesh would have cut it off
    await closed;
    line.close();
  });

  it('resets streams that come and go in a flood', async () => {
    await serve(() => undefined);
    const session = http2();
    await once(session, 'remoteSettings');
    const over = new AbortController();
    for (const event of ['goaway', 'close'] as const) session.on(event, () => over.abort());
    for (let round = 0; round < 100 && !over.signal.aborted; round += 1) {
      const streams = Array.from({ length: 20 }, () =>
        session.request({ ':authority': 'talent.localhost', ':path': '/' }),
      );
      for (const stream of streams) stream.on('error', () => undefined);
      await new Promise((resolve) => setImmediate(resolve));
      for (const stream of streams) stream.close(8);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await eventually(() => over.signal.aborted);
    await fixture.idle();
  });

  it('ends a handshake that does not come to an end', async () => {
    await serve();
    const socket = connectTcp(fixture.securePort, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.resume();
    await once(socket, 'close', { signal: AbortSignal.timeout(5_000) });
    expect(metric('mesh_refused_total{reason="tls_handshake_timeout"}')).toMatch(/ 1$/);
    await fixture.idle();
  });

  it('survives what is no handshake', async () => {
    await serve();
    for (const nonsense of ['GET / HTTP/1.1\r\n\r\n', '\u0016\u0003\u0001\u00ff\u00ff', '\0'.repeat(1_000)]) {
      const socket = connectTcp(fixture.securePort, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.resume();
      socket.end(nonsense, 'latin1');
      await once(socket, 'close', { signal: AbortSignal.timeout(5_000) });
    }
    expect(await ask(http2(), { ':path': '/' })).toMatchObject({ status: 200 });
  });

  it('shows a renewed certificate to new connections, and keeps the old ones', async () => {
    await serve();
    const before = await tls();
    fixture.useCertificate(writeTestCertificate(join(directory, 'b.pem')));
    const endpoints = fixture.mesh.snapshot?.services[0]?.endpoints ?? [];
    await fixture.push(endpoints);
    const after = await tls();
    expect(after.getPeerCertificate().fingerprint256).not.toBe(before.getPeerCertificate().fingerprint256);
    before.write('GET / HTTP/1.1\r\nHost: talent.localhost\r\nConnection: close\r\n\r\n');
    expect(await bodyOf(before as never)).toContain('200 OK');
    after.destroy();
  });

  it('serves on with the certificate it has where the new one is unusable, and says so', async () => {
    await serve();
    fixture.useCertificate({ file: join(directory, 'gone.pem'), fingerprint: 'AA' });
    await fixture.push(fixture.mesh.snapshot?.services[0]?.endpoints ?? []).catch(() => undefined);
    const { listeners } = fixture.mesh.status();
    expect(listeners.some(({ error }) => error?.includes('gone.pem') === true)).toBe(true);
    (await tls()).destroy();
  });

  it('carries WebSockets over HTTP/1.1', async () => {
    const upstream = await fixture.raw((socket) => {
      socket.once('data', () => {
        socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
        socket.pipe(socket);
      });
    });
    const routes = [{ host: 'talent.localhost', paths: [], service: 'api', deniedPaths: [] }];
    await fixture.serve([upstream.endpoint], { routes, tls: writeTestCertificate(join(directory, 'a.pem')) });
    const upgrade = request({
      host: '127.0.0.1',
      port: fixture.securePort,
      rejectUnauthorized: false,
      headers: { host: 'talent.localhost', connection: 'Upgrade', upgrade: 'websocket' },
    });
    upgrade.end();
    const [, socket] = (await once(upgrade, 'upgrade')) as [unknown, TLSSocket];
    socket.write('ping');
    expect(String((await once(socket, 'data'))[0])).toBe('ping');
    socket.destroy();
  });

  describe('is where the HTTP door sends clients to', () => {
    it.each([
      ['/x/y?z=1', 'https://talent.localhost:8443/x/y?z=1'],
      ['//evil.example/', 'https://talent.localhost:8443//evil.example/'],
      ['http://talent.localhost/p', 'https://talent.localhost:8443/p'],
    ])('%s', async (target, location) => {
      await serve();
      const client = fixture.client(fixture.ingressPort);
      client.write(`POST ${target} HTTP/1.1\r\nHost: talent.localhost\r\nContent-Length: 0\r\n\r\n`);
      const text = await client.until('\r\n\r\n');
      expect(text).toMatch(/^HTTP\/1.1 308 Permanent Redirect/);
      expect(text).toContain(`Location: ${location}\r\n`);
      expect(text).not.toContain('Strict-Transport-Security');
    });

    it('but not from a path that is hidden', async () => {
      await serve();
      const client = fixture.client(fixture.ingressPort);
      client.write('GET /metrics HTTP/1.1\r\nHost: talent.localhost\r\n\r\n');
      expect(await client.until('\r\n\r\n')).toMatch(/^HTTP\/1.1 404/);
    });
  });
});
