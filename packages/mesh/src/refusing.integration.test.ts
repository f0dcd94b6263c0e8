import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listenLocally } from './fixtures/local-ports.ts';
import { echo, eventually, MeshFixture } from './fixtures/mesh-fixture.ts';

const GET = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';

describe('limits and refusals', () => {
  let fixture: MeshFixture;

  beforeEach(() => {
    fixture = new MeshFixture({
      ...{ headTimeoutMs: 500, idleTimeoutMs: 1_000, bodyTimeoutMs: 500, maxConnections: 2, lingerMs: 50 },
      ...{ maxBodyBytes: 1_000, deadlineMs: 1_000, perTryTimeoutMs: 800 },
    });
  });

  afterEach(async () => {
    await fixture.close();
  });

  it('refuses a malformed request with 400, closes, and forwards nothing', async () => {
    let served = 0;
    const api = await fixture.http((_request, response) => {
      served += 1;
      response.end();
    });
    await fixture.serve([api.endpoint]);
    const client = fixture.client();
    client.write(
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n',
    );
    const answer = await client.ended();
    expect(answer).toMatch(/^HTTP\/1.1 400 Bad Request\r\n/);
    expect(answer).toContain('"reason":"length_and_encoding"');
    expect(answer.match(/HTTP\/1.1/g)).toHaveLength(1);
    expect(served).toBe(0);
    expect(fixture.mesh.renderMetrics()).toContain('mesh_refused_total{reason="length_and_encoding"} 1');
  });

  it('gives up on a head that does not get on, and closes an idle connection without a word', async () => {
    const api = await fixture.http(echo);
    await fixture.serve([api.endpoint]);
    const slow = fixture.client();
    slow.write('GET / HTTP/1.1\r\nX');
    const idle = fixture.client();
    expect(await slow.ended()).toMatch(/^HTTP\/1.1 408 /);
    expect(await idle.ended()).toBe('');
  });

  it('gives up on a body that does not get on', async () => {
    const api = await fixture.http(echo);
    await fixture.serve([api.endpoint]);
    const client = fixture.client();
    client.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc');
    expect(await client.ended()).toMatch(/^HTTP\/1.1 408 /);
    client.destroy();
    await fixture.idle();
    await eventually(() => api.sockets.size === 0);
  });

  it('refuses a body that is too large, announced or not', async () => {
    const api = await fixture.http(echo);
    await fixture.serve([api.endpoint]);
    const announced = fixture.client();
    announced.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\n\r\n');
    expect(await announced.ended()).toMatch(/^HTTP\/1.1 413 /);
    const chunked = fixture.client();
    chunked.write(
      `POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\n${'x'.repeat(1_000)}\r\n1\r\n`,
    );
    expect(await chunked.ended()).toMatch(/^HTTP\/1.1 413 /);
  });

  it('turns connections away when it has enough', async () => {
    const api = await fixture.http(echo);
    await fixture.serve([api.endpoint]);
    const first = fixture.client();
    const second = fixture.client();
    await Promise.all([once(first.socket, 'connect'), once(second.socket, 'connect')]);
    expect(await fixture.client().ended()).toMatch(/^HTTP\/1.1 503 .*MESH_TOO_MANY_CONNECTIONS/s);
  });

  it('names the service that is away at once', async () => {
    await fixture.serve([]);
    const client = fixture.client();
    client.write(`HEAD / HTTP/1.1\r\nHost: x\r\n\r\n${GET}`);
    const answer = await client.until('}');
    expect(answer.match(/503 Service Unavailable/g)).toHaveLength(2);
    expect(JSON.parse(answer.slice(answer.indexOf('{')))).toMatchObject({ code: 'MESH_NO_INSTANCE', service: 'api' });
  });

  it('answers 502 to what cannot be reached, what breaks off and what is not HTTP', async () => {
    const answers: Record<string, string> = {
      '/eof': '',
      '/garbage': 'SSH-2.0-x\r\n',
      '/half': 'HTTP/1.1 200 OK\r\nCont',
    };
    const api = await fixture.raw((socket) => {
      socket.once('data', (head: Buffer) => {
        const path = head.toString().split(' ')[1] ?? '';
        socket.end(answers[path] ?? '');
      });
    });
    await fixture.serve([api.endpoint]);
    for (const path of Object.keys(answers)) {
      const client = fixture.client();
      client.write(GET.replace('/', path));
      expect(await client.until('}')).toMatch(/^HTTP\/1.1 502 .*MESH_UPSTREAM_FAILED/s);
      client.destroy();
      await fixture.idle();
    }
    api.kill();
    const client = fixture.client();
    client.write(GET);
    expect(await client.until('}')).toContain('"reason":"connect"');
  });

  it('answers 504 when nothing comes in time', async () => {
    const api = await fixture.raw((socket) => socket.resume());
    await fixture.serve([api.endpoint]);
    const client = fixture.client();
    client.write(GET);
    expect(await client.until('}')).toMatch(/^HTTP\/1.1 504 .*MESH_UPSTREAM_TIMEOUT/s);
    await eventually(() => api.sockets.size === 0);
  });

  it('resets the client when a response breaks off, and counts it as 5xx', async () => {
    const api = await fixture.raw((socket) => {
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf');
        setTimeout(() => socket.destroy(), 20);
      });
    });
    await fixture.serve([api.endpoint]);
    const client = fixture.client();
    client.write(GET);
    await client.until('half');
    await eventually(() => client.socket.closed);
    expect(client.socket.errored).toMatchObject({ code: 'ECONNRESET' });
    const metrics = fixture.mesh.renderMetrics();
    expect(metrics).toContain('mesh_responses_broken_total{consumer="web",service="api"} 1');
    expect(metrics).toContain(
      'mesh_requests_total{consumer="web",service="api",version="v1",kind="user",status_class="5xx"} 1',
    );
  });

  it('reports a listener whose port is taken, serves by the others, and opens it when it is free', async () => {
    const api = await fixture.http(echo);
    const squatter = createServer();
    const takenPort = await listenLocally(squatter);
    await fixture.serve([api.endpoint]);
    const host = '127.0.0.1';
    const listeners = [fixture.port, takenPort].map((port) => {
      return { kind: 'edge' as const, host, port, consumer: 'web', service: 'api' };
    });
    const services = [{ name: 'api', protocol: 'http' as const, endpoints: [api.endpoint] }];
    const receipt = await fixture.mesh.apply({ schemaVersion: 1, version: 99, listeners, services });
    expect(receipt.listeners.map(({ error }) => error?.includes('EADDRINUSE'))).toEqual([undefined, true]);
    squatter.close();
    await eventually(() => fixture.mesh.status().listeners.every(({ error }) => error === undefined));
    const client = fixture.client(takenPort);
    client.write(GET);
    await client.until('200 OK');
  });
});
