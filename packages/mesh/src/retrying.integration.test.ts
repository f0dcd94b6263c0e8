import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { echo, eventually, MeshFixture } from './fixtures/mesh-fixture.ts';
import { freePort } from './fixtures/local-ports.ts';

const request = (method: string, body = ''): string =>
  `${method} / HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

describe('second tries', () => {
  let fixture: MeshFixture;

  beforeEach(() => {
    fixture = new MeshFixture({ perTryTimeoutMs: 800, deadlineMs: 3_000 });
  });

  afterEach(async () => {
    await fixture.close();
  });

  const dead = async (): Promise<{ id: string; version: string; host: string; port: number }> => {
    return { id: 'dead', version: 'v0', host: '127.0.0.1', port: await freePort() };
  };

  /** Sends until the instance under test was chosen, and gives the answers. */
  async function answers(method: string, count: number, body = ''): Promise<readonly string[]> {
    return await Promise.all(
      Array.from({ length: count }, async () => {
        const client = fixture.client();
        client.write(request(method, body));
        const answer = await client.until('}');
        client.destroy();
        return answer.slice(9, 12);
      }),
    );
  }

  it.each(['GET', 'PUT', 'POST'])('goes elsewhere with %s when no connection could be made', async (method) => {
    const api = await fixture.http(echo);
    await fixture.serve([await dead(), api.endpoint]);
    expect(new Set(await answers(method, 20, 'body'))).toEqual(new Set(['200']));
    expect(fixture.mesh.renderMetrics()).toMatch(/mesh_connect_failures_total\{consumer="web",service="api"\} [1-9]/);
  });

  it('goes elsewhere with idempotent requests when the connection closes without an answer', async () => {
    const broken = await fixture.raw((socket) => socket.once('data', () => socket.destroy()));
    const api = await fixture.http(echo);
    await fixture.serve([broken.endpoint, api.endpoint]);
    expect(new Set(await answers('PUT', 20, 'body'))).toEqual(new Set(['200']));
  });

  it('does not repeat a request that is not idempotent and may have been seen', async () => {
    const broken = await fixture.raw((socket) => socket.once('data', () => socket.destroy()));
    const api = await fixture.http(echo);
    await fixture.serve([broken.endpoint, api.endpoint]);
    expect(new Set(await answers('POST', 20, 'body'))).toEqual(new Set(['200', '502']));
    expect(fixture.mesh.renderMetrics()).toContain('mesh_retries_total{consumer="web",service="api"} 0');
  });

  it('goes elsewhere after 503, and forwards a second one', async () => {
    const busy = await fixture.http((_request, response) => response.writeHead(503).end('{"busy":1}'));
    const api = await fixture.http(echo);
    await fixture.serve([busy.endpoint, api.endpoint]);
    expect(new Set(await answers('GET', 20))).toEqual(new Set(['200']));
    await fixture.push([busy.endpoint]);
    expect(await answers('GET', 1)).toEqual(['503']);
  });

  it('goes elsewhere when nothing comes within the time for one try', async () => {
    const frozen = await fixture.raw(() => undefined);
    const api = await fixture.http(echo);
    await fixture.serve([frozen.endpoint, api.endpoint]);
    expect(new Set(await answers('GET', 10))).toEqual(new Set(['200']));
  });

  it('replays what it kept of a body, and no more than 64 KiB', async () => {
    const broken = await fixture.raw((socket) => {
      let received = 0;
      socket.on('data', (chunk: Buffer) => {
        received += chunk.length;
        if (received > 50_000) socket.destroy();
      });
    });
    const api = await fixture.http(echo);
    await fixture.serve([broken.endpoint, api.endpoint]);
    expect(new Set(await answers('PUT', 10, 'x'.repeat(60_000)))).toEqual(new Set(['200']));
    await fixture.push([broken.endpoint]);
    expect(await answers('PUT', 1, 'x'.repeat(200_000))).toEqual(['502']);
  });

  it('moves what waits on an instance as soon as that is declared unready', async () => {
    const frozen = await fixture.raw(() => undefined);
    const api = await fixture.http(echo);
    await fixture.serve([frozen.endpoint]);
    const [get, post] = [fixture.client(), fixture.client()];
    get.write(request('GET'));
    post.write(request('POST'));
    await eventually(() => fixture.mesh.status().endpoints[0]?.inFlight === 2);
    await fixture.push([api.endpoint], [frozen.endpoint]);
    expect(await get.until('}')).toContain('200 OK');
    expect(fixture.mesh.status().endpoints).toMatchObject([
      { id: frozen.endpoint.id, state: 'unready', inFlight: 1 },
      { id: api.endpoint.id, state: 'ready' },
    ]);
    expect(await post.until('}')).toContain('504');
  });

  it('lets a draining instance finish, sends it nothing new, and tells when it is done', async () => {
    const finish: (() => void)[] = [];
    const old = await fixture.http((_request, response) => {
      finish.push(() => response.end('{"old":1}'));
    });
    const api = await fixture.http(echo);
    await fixture.serve([old.endpoint]);
    const client = fixture.client();
    client.write(request('GET'));
    await eventually(() => finish.length === 1);
    await fixture.push([api.endpoint]);
    expect(fixture.mesh.status().endpoints).toMatchObject([{ state: 'draining', inFlight: 1 }, { state: 'ready' }]);
    expect(new Set(await answers('GET', 5))).toEqual(new Set(['200']));
    finish[0]?.();
    expect(await client.until('}')).toContain('"old"');
    await eventually(() => old.sockets.size === 0);
    expect(fixture.mesh.status().endpoints).toMatchObject([{ id: api.endpoint.id }]);
  });

  it('takes a new connection when the kept one turns out to be closed', async () => {
    const api = await fixture.raw((socket) => {
      let requests = 0;
      socket.on('data', () => {
        requests += 1;
        if (requests === 1) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}');
        else socket.destroy();
      });
    });
    await fixture.serve([api.endpoint]);
    const client = fixture.client();
    for (let count = 0; count < 4; count += 1) {
      client.text = '';
      client.write(request('GET'));
      expect(await client.until('{}')).toContain('200 OK');
    }
  });
});
