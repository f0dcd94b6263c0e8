import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bodyOf, echo, eventually, MeshFixture } from './fixtures/mesh-fixture.ts';

const PARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';
const GET = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';

describe('forwarding', () => {
  let fixture: MeshFixture;

  beforeEach(() => {
    fixture = new MeshFixture({ halfCloseGraceMs: 300 });
  });

  afterEach(async () => {
    await fixture.close();
  });

  it('passes a request on without what ends at this hop', async () => {
    const api = await fixture.http(echo);
    await fixture.serve([api.endpoint]);
    const client = fixture.client();
    client.write(
      'POST /a?b HTTP/1.1\r\nHost: x\r\nConnection: close, X-Hop\r\nX-Hop: 1\r\nKeep-Alive: 5\r\nTE: trailers\r\n' +
        `traceparent: ${PARENT}\r\ntracestate: a=b\r\nX-Forwarded-For: 9.9.9.9\r\nContent-Length: 2\r\n\r\nhi`,
    );
    const answer = await client.ended();
    const seen = JSON.parse(answer.slice(answer.indexOf('{'))) as Record<string, unknown>;
    expect(seen).toMatchObject({ method: 'POST', url: '/a?b', body: 'hi' });
    expect(seen['headers']).toEqual({
      ...{ host: 'x', 'x-forwarded-for': '9.9.9.9', traceparent: PARENT, tracestate: 'a=b' },
      ...{ 'content-length': '2', via: '1.1 nines' },
    });
    expect(answer).toMatch(/^HTTP\/1.1 200 OK\r\n/);
    expect(answer).toMatch(/\r\nConnection: close\r\n/);
  });

  it('says at the ingress who the client is, whatever the client says', async () => {
    const api = await fixture.http(echo);
    const routes = [{ host: 'a.test', paths: [], service: 'api', deniedPaths: ['/metrics'] }];
    await fixture.serve([api.endpoint], { routes });
    const client = fixture.client(fixture.ingressPort);
    client.write(
      'GET / HTTP/1.1\r\nHost: A.test:80\r\nX-Forwarded-For: 9.9.9.9\r\nForwarded: for=9.9.9.9\r\nX-Real-IP: 9\r\n\r\n',
    );
    const answer = await client.until('}');
    expect(JSON.parse(answer.slice(answer.indexOf('{')))).toMatchObject({
      headers: { 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'http', 'x-forwarded-host': 'A.test:80' },
    });
    expect(answer).not.toContain('9.9.9.9');
    client.write('GET /%6detrics HTTP/1.1\r\nHost: a.test\r\n\r\n');
    expect(await client.until('MESH_NO_ROUTE')).toContain('404 Not Found');
    client.write('GET / HTTP/1.1\r\nHost: b.test\r\nConnection: close\r\n\r\n');
    expect((await client.ended()).match(/MESH_NO_ROUTE/g)).toHaveLength(2);
  });

  it('lets no name through at the ingress that a program could take for another', async () => {
    const api = await fixture.http(echo);
    const routes = [{ host: 'a.test', paths: [], service: 'api', deniedPaths: [] }];
    await fixture.serve([api.endpoint], { routes });
    const forged = 'X_Forwarded_For: 9.9.9.9\r\nX-Real_IP: 9.9.9.9\r\n_x: 9.9.9.9\r\ny_: 9.9.9.9\r\nKept: a_b\r\n';
    const outside = fixture.client(fixture.ingressPort);
    outside.write(`GET /a_b HTTP/1.1\r\nHost: a.test\r\n${forged}\r\n`);
    const answer = await outside.until('}');
    expect(JSON.parse(answer.slice(answer.indexOf('{')))).toEqual({
      ...{ method: 'GET', url: '/a_b', body: '', trailers: {} },
      headers: {
        ...{ host: 'a.test', kept: 'a_b', via: '1.1 nines' },
        traceparent: expect.stringMatching(/^00-[\da-f]{32}-[\da-f]{16}-01$/) as string,
        ...{ 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'http', 'x-forwarded-host': 'a.test' },
      },
    });
    const inside = fixture.client();
    inside.write(`GET / HTTP/1.1\r\nHost: x\r\n${forged}\r\n`);
    expect(await inside.until('}')).toContain('"x_forwarded_for":"9.9.9.9"');
  });

  it('answers pipelined requests in order, also to a client that has stopped sending', async () => {
    const api = await fixture.http((request, response) => {
      setTimeout(() => response.end(`<${request.url ?? ''}>`), request.url === '/1' ? 30 : 0);
    });
    await fixture.serve([api.endpoint]);
    const client = fixture.client();
    client.write(['/1', '/2', '/3'].map((path) => GET.replace('/', path)).join(''));
    client.socket.end();
    expect((await client.ended()).match(/<[^>]*>/g)).toEqual(['</1>', '</2>', '</3>']);
    await fixture.idle();
  });

  it('keeps both sides alive', async () => {
    const api = await fixture.http(echo);
    await fixture.serve([api.endpoint]);
    const client = fixture.client();
    for (let count = 1; count <= 5; count += 1) {
      client.text = '';
      client.write(GET);
      await client.until('}');
    }
    expect(api.sockets.size).toBe(1);
    expect(client.socket.closed).toBe(false);
  });

  it('speaks HTTP/1.0 to those who do', async () => {
    const api = await fixture.http((request, response) => {
      if (request.url === '/length') response.setHeader('content-length', 2);
      response.write('o');
      response.end('k');
    });
    await fixture.serve([api.endpoint]);
    const kept = fixture.client();
    kept.write('GET /length HTTP/1.0\r\nConnection: keep-alive\r\n\r\n');
    expect(await kept.until('ok')).toContain('\r\nConnection: keep-alive\r\n');
    const chunked = fixture.client();
    chunked.write('GET /chunked HTTP/1.0\r\nConnection: keep-alive\r\n\r\n');
    const answer = await chunked.ended();
    expect(answer).toMatch(/\r\n\r\nok$/);
    expect(answer.toLowerCase()).not.toContain('transfer-encoding');
  });

  it('passes trailers on in both directions', async () => {
    const api = await fixture.http((request, response) => {
      void bodyOf(request).then((body) => {
        response.setHeader('trailer', 'x-sum');
        response.write(`${body} ${JSON.stringify(request.trailers)}`);
        response.addTrailers({ 'x-sum': '7' });
        response.end();
      });
    });
    await fixture.serve([api.endpoint]);
    const client = fixture.client();
    client.write('PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nX-T: 1\r\n\r\n');
    const answer = await client.until('x-sum: 7\r\n\r\n');
    expect(answer).toContain('hi {"x-t":"1"}');
  });

  it('frames a body that ends with its connection, so that a cut one can be told', async () => {
    const api = await fixture.raw((socket) => {
      socket.once('data', () => socket.end('HTTP/1.0 200 OK\r\n\r\nall of it'));
    });
    await fixture.serve([api.endpoint]);
    const client = fixture.client();
    client.write(GET);
    expect(await client.until('0\r\n\r\n')).toContain('Transfer-Encoding: chunked');
    expect(client.text).toContain('9\r\nall of it\r\n');
  });

  it('passes 100 Continue and early hints on, and waits for the body', async () => {
    const api = await fixture.http((request, response) => {
      response.writeEarlyHints({ link: '</a>; rel=preload' });
      echo(request, response);
    });
    await fixture.serve([api.endpoint]);
    const client = fixture.client();
    client.write('POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n');
    expect(await client.until('103 Early Hints')).toContain('100 Continue');
    client.write('hi');
    expect(await client.until('"body":"hi"')).toContain('200 OK');
  });

  it('forwards an answer that comes before the request is complete, then closes', async () => {
    const api = await fixture.raw((socket) => {
      socket.once('data', () => socket.write('HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\nno'));
    });
    await fixture.serve([api.endpoint]);
    const client = fixture.client();
    client.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\nsome');
    expect(await client.ended()).toMatch(/401 Unauthorized\r\n[^]*Connection: close\r\n\r\nno$/);
    client.destroy();
    await fixture.idle();
    await eventually(() => api.sockets.size === 0);
  });

  it('tunnels a WebSocket both ways, with each side ending by itself', async () => {
    const api = await fixture.raw((socket) => {
      socket.once('data', (head: Buffer) => {
        socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nfirst');
        if (!head.toString().includes('Connection: Upgrade\r\nUpgrade: websocket')) socket.destroy();
        socket.on('data', (chunk: Buffer) => socket.write(`<${chunk.toString()}>`));
        socket.on('end', () => socket.end('last'));
      });
    }, true);
    await fixture.serve([api.endpoint]);
    const client = fixture.client();
    client.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nearly');
    await client.until('<early>');
    client.write('more');
    await client.until('<more>');
    expect(fixture.mesh.status().endpoints).toMatchObject([{ inFlight: 1 }]);
    client.socket.end();
    expect(await client.ended()).toMatch(/last$/);
    await fixture.idle();
  });

  it('takes an upgrade nobody asked for as a bad answer', async () => {
    const api = await fixture.raw((socket) => {
      socket.once('data', () => socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n'));
    });
    await fixture.serve([api.endpoint]);
    const client = fixture.client();
    client.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n');
    expect(await client.until('malformed')).toContain('502 Bad Gateway');
  });

  it('moves a large body to a slow reader without holding it', async () => {
    const sizeBytes = 64 * 1_024 * 1_024;
    const piece = Buffer.alloc(1_024 * 1_024, 'x');
    const api = await fixture.http((_request, response) => {
      response.setHeader('content-length', sizeBytes);
      let sent = 0;
      const more = (): void => {
        while (sent < sizeBytes) {
          sent += piece.length;
          if (!response.write(piece)) {
            response.once('drain', more);
            return;
          }
        }
        response.end();
      };
      more();
    });
    await fixture.serve([api.endpoint]);
    const client = fixture.client();
    client.socket.removeAllListeners('data');
    const before = process.memoryUsage().arrayBuffers;
    client.write(GET);
    let received = 0;
    client.socket.on('data', (chunk: Buffer) => {
      received += chunk.length;
      client.socket.pause();
      setTimeout(() => client.socket.resume(), received < 4_000_000 ? 5 : 0);
    });
    await eventually(() => received > 1_000_000);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * 1_024 * 1_024);
    await eventually(() => received > sizeBytes, 20_000);
  });

  it('holds a large upload back while the service is slow', async () => {
    let service: { resume(): void } | undefined;
    const api = await fixture.http((request, response) => {
      service = request;
      request.pause();
      request.on('end', () => response.end('done'));
    });
    await fixture.serve([api.endpoint]);
    const client = fixture.client();
    client.write(`POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${64 * 1_024 * 1_024}\r\n\r\n`);
    const piece = Buffer.alloc(1_024 * 1_024);
    let sent = 0;
    while (sent < 64 && client.socket.write(piece)) sent += 1;
    while (sent < 63) {
      client.socket.write(piece);
      sent += 1;
    }
    client.socket.write(piece);
    await eventually(() => service !== undefined);
    service?.resume();
    expect(await client.until('done', 20_000)).toContain('200 OK');
  });

  it('gives everything back when the client leaves at any stage', async () => {
    const api = await fixture.http((request, response) => {
      request.resume();
      if (request.url === '/streaming') response.write('begun');
    });
    await fixture.serve([api.endpoint]);
    const stages = ['', 'GET / HT', 'GET / HTTP/1.1\r\nHost', GET, GET.replace('/', '/streaming'), GET + GET + GET];
    const uploads = [
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n',
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc',
    ];
    for (const leave of ['destroy', 'end', 'resetAndDestroy'] as const) {
      for (const text of [...stages, ...uploads]) {
        const client = fixture.client();
        await once(client.socket, 'connect');
        client.write(text);
        if (text.includes('streaming')) await client.until('begun');
        client.socket[leave]();
      }
    }
    await fixture.idle();
    await eventually(() => api.sockets.size === 0);
  });
});
