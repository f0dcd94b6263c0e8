/** What a mesh that leaves does with who is there: nobody is cut off in the middle, nobody holds it up. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { echo, eventually, MeshFixture } from './fixtures/mesh-fixture.ts';
import { nodeClock } from './fixtures/node-clock.ts';

describe('a mesh that leaves', () => {
  let fixture: MeshFixture;

  beforeEach(() => {
    fixture = new MeshFixture({ drainIdleMs: 200, drainQuietMs: 100 });
  });

  afterEach(async () => {
    await fixture.close();
  });

  const leave = async (): Promise<number> => {
    const began = performance.now();
    await fixture.mesh.close(AbortSignal.timeout(5_000));
    return performance.now() - began;
  };

  it('tells a client that keeps its connection busy with the next answer', async () => {
    const upstream = await fixture.http(echo);
    await fixture.serve([upstream.endpoint]);
    const client = fixture.client();
    client.write('GET /1 HTTP/1.1\r\nHost: a\r\n\r\n');
    await client.until('"/1"');
    const left = leave();
    client.write('GET /2 HTTP/1.1\r\nHost: a\r\n\r\n');
    expect(await client.ended()).toMatch(/Connection: close\r\n.*"\/2"/s);
    client.socket.end();
    expect(await left).toBeLessThan(3_000);
  });

  it('closes a connection that has not been used for a while', async () => {
    const upstream = await fixture.http(echo);
    await fixture.serve([upstream.endpoint]);
    const client = fixture.client();
    client.socket.allowHalfOpen = false;
    client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await client.until('"/"');
    expect(await leave()).toBeLessThan(3_000);
  });

  it('ends a raw connection once the endpoint has replied, and no sooner', async () => {
    let reply: (() => void) | undefined;
    const upstream = await fixture.raw((socket) => {
      socket.on('data', () => {
        reply = (): void => void socket.write('reply');
      });
    });
    await fixture.serve([upstream.endpoint], { protocol: 'tcp' });
    const client = fixture.client();
    client.socket.allowHalfOpen = false;
    client.write('query');
    await eventually(() => reply !== undefined);
    const left = leave();
    await nodeClock.sleep(400);
    expect(client.socket.readableEnded).toBe(false);
    reply?.();
    expect(await client.ended()).toBe('reply');
    expect(await left).toBeLessThan(3_000);
  });

  it('goes on following where instances are, for the sake of what is under way', async () => {
    const [first, second] = [await fixture.http(() => undefined), await fixture.http(echo)];
    await fixture.serve([first.endpoint]);
    const client = fixture.client();
    client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await eventually(() => fixture.mesh.status().endpoints[0]?.inFlight === 1);
    const left = leave();
    await nodeClock.sleep(50);
    await fixture.push([second.endpoint], [first.endpoint]);
    expect(await client.until('"/"')).toContain('200 OK');
    client.socket.end();
    expect(await left).toBeLessThan(3_000);
    await expect(fixture.push([])).rejects.toMatchObject({ code: 'MESH_CLOSED' });
  });

  it('takes up an address again that it is just leaving', async () => {
    await fixture.serve([]);
    const { mesh } = fixture;
    const { snapshot } = mesh;
    if (snapshot === undefined) throw new Error('there is no snapshot');
    const dropped = mesh.apply({ ...snapshot, version: snapshot.version + 1, listeners: [] });
    const { listeners } = await mesh.apply({ ...snapshot, version: snapshot.version + 2 });
    expect(listeners).toMatchObject([{ port: fixture.port }]);
    expect(listeners[0]?.error).toBeUndefined();
    await dropped;
  });
});
