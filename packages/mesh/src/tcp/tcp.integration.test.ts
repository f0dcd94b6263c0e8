import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../fixtures/local-ports.ts';
import { eventually, MeshFixture } from '../fixtures/mesh-fixture.ts';

describe('raw TCP', () => {
  let fixture: MeshFixture;

  beforeEach(() => {
    fixture = new MeshFixture();
  });

  afterEach(async () => {
    await fixture.close();
  });

  it('carries bytes both ways, each side ending by itself', async () => {
    const api = await fixture.raw((socket) => {
      socket.on('data', (chunk: Buffer) => socket.write(`<${chunk.toString()}>`));
      socket.on('end', () => socket.end('last'));
    }, true);
    await fixture.serve([api.endpoint], { protocol: 'tcp' });
    const client = fixture.client();
    client.write('a');
    await client.until('<a>');
    expect(fixture.mesh.status().endpoints).toMatchObject([{ inFlight: 1 }]);
    client.socket.end();
    expect(await client.ended()).toBe('<a>last');
    await fixture.idle();
    const metrics = fixture.mesh.renderMetrics();
    expect(metrics).toContain('mesh_tcp_connections_total{consumer="web",service="api",version="v1"} 1');
    expect(metrics).toContain('mesh_tcp_bytes_total{consumer="web",service="api",direction="to_consumer"} 7');
  });

  it('lets the server speak first', async () => {
    const api = await fixture.raw((socket) => socket.write('welcome'));
    await fixture.serve([api.endpoint], { protocol: 'tcp' });
    expect(await fixture.client().until('welcome')).toBe('welcome');
  });

  it('connects elsewhere when an instance does not accept', async () => {
    const api = await fixture.raw((socket) => socket.end('here'));
    const dead = { id: 'dead', version: 'v1', host: '127.0.0.1', port: await freePort() };
    await fixture.serve([dead, api.endpoint], { protocol: 'tcp' });
    const answers = await Promise.all(Array.from({ length: 10 }, () => fixture.client().ended()));
    expect(new Set(answers)).toEqual(new Set(['here']));
  });

  it('closes at once when there is nobody', async () => {
    await fixture.serve([], { protocol: 'tcp' });
    expect(await fixture.client().ended()).toBe('');
  });

  it('closes one side when the other is reset', async () => {
    const api = await fixture.raw((socket) => socket.resume());
    await fixture.serve([api.endpoint], { protocol: 'tcp' });
    const client = fixture.client();
    client.write('x');
    await eventually(() => api.sockets.size === 1);
    client.socket.resetAndDestroy();
    await eventually(() => api.sockets.size === 0);
    const second = fixture.client();
    await eventually(() => api.sockets.size === 1);
    api.kill();
    await eventually(() => second.socket.closed || second.socket.readableEnded);
    second.destroy();
    await fixture.idle();
  });

  it('keeps a connection through snapshots that change something else, and through one that withdraws its instance', async () => {
    const api = await fixture.raw((socket) => socket.on('data', (chunk: Buffer) => socket.write(chunk)));
    await fixture.serve([api.endpoint], { protocol: 'tcp' });
    const client = fixture.client();
    client.write('a');
    await client.until('a');
    const edge = { kind: 'edge', host: '127.0.0.1', consumer: 'web', port: fixture.port, service: 'api' } as const;
    const tcp = { name: 'api', protocol: 'tcp', endpoints: [api.endpoint] } as const;
    const other = { name: 'other', protocol: 'http', endpoints: [{ ...api.endpoint, id: 'other-0' }] } as const;
    const stable = { ...edge, kind: 'stable', port: await freePort(), service: 'other' } as const;
    const snapshots = [
      { listeners: [edge, stable], services: [tcp, other] },
      { listeners: [edge], services: [tcp, { ...other, endpoints: [] }] },
      { listeners: [edge], services: [{ ...tcp, endpoints: [{ ...api.endpoint, id: 'api-1' }] }] },
    ];
    for (const [index, snapshot] of snapshots.entries()) {
      await fixture.mesh.apply({ schemaVersion: 1, version: 2 + index, ...snapshot });
      client.write(`${index}`);
      await client.until(`${index}`);
    }
    expect(client.text).toBe('a012');
    expect(api.sockets.size).toBe(1);
  });

  it('holds a fast sender back', async () => {
    const sizeBytes = 32 * 1_024 * 1_024;
    const api = await fixture.raw((socket) => {
      socket.end(Buffer.alloc(sizeBytes, 'x'));
    });
    await fixture.serve([api.endpoint], { protocol: 'tcp' });
    const client = fixture.client();
    client.socket.removeAllListeners('data');
    let received = 0;
    client.socket.on('data', (chunk: Buffer) => {
      received += chunk.length;
    });
    await eventually(() => received === sizeBytes, 10_000);
  });
});
