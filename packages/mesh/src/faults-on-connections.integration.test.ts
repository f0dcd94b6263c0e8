import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FaultEffect, FaultStatus, MeshFault } from './faults/fault.ts';
import { echo, eventually, MeshFixture, type Upstream } from './fixtures/mesh-fixture.ts';
import type { RawClient } from './fixtures/raw-client.ts';

const GET = 'GET /a HTTP/1.1\r\nHost: a.test\r\n\r\n';

describe('faults on connections', () => {
  let fixture: MeshFixture;

  beforeEach(() => {
    fixture = new MeshFixture();
  });

  afterEach(async () => {
    await fixture.close();
  });

  const put = (effect: FaultEffect, more: Partial<MeshFault> = {}): FaultStatus =>
    fixture.mesh.faults.put({ id: effect.kind, per: 'connection', match: {}, effect, leaseMs: 60_000, ...more });
  const status = (id: string): FaultStatus | undefined => fixture.mesh.faults.get(id);

  /** A TCP service that sends back what it gets, and a connection to it that stands. */
  async function echoed(): Promise<{ readonly client: RawClient; readonly api: Upstream }> {
    const api = await fixture.raw((socket) => {
      socket.on('data', (chunk: Buffer) => socket.write(chunk));
      socket.on('end', () => socket.end());
    }, true);
    await fixture.serve([api.endpoint], { protocol: 'tcp' });
    const client = fixture.client();
    client.write('hello');
    await client.until('hello');
    return { client, api };
  }

  async function roundTripMs(client: RawClient): Promise<number> {
    client.text = '';
    const startedAt = performance.now();
    client.write('ping');
    await client.until('ping');
    return performance.now() - startedAt;
  }

  it('slow down connections that stand and new ones alike, and no more when they end', async () => {
    const { client } = await echoed();
    put({ kind: 'latency', ms: 200, direction: 'both' }, { match: { service: 'api', version: 'v1' } });
    expect(await roundTripMs(client)).toBeGreaterThan(395);
    expect(await roundTripMs(fixture.client())).toBeGreaterThan(395);
    expect(status('latency')).toMatchObject({ matched: 2, affected: 2, delayedBytes: 16 });
    fixture.mesh.faults.remove('latency');
    expect(await roundTripMs(client)).toBeLessThan(200);
  });

  it('limit the rate in one direction, and lift the limit at once', async () => {
    const { client } = await echoed();
    put({ kind: 'bandwidth', bytesPerSecond: 1_000 });
    client.text = '';
    client.write('x'.repeat(300_000));
    await eventually(() => client.text.length > 20);
    fixture.mesh.faults.remove('bandwidth');
    await eventually(() => client.text.length === 300_000); // in far less than the 5 minutes it would have taken
  });

  it('swallow what is sent either way, and let it through when they end', async () => {
    const { client, api } = await echoed();
    put({ kind: 'blackhole' });
    client.text = '';
    client.write('lost?');
    await eventually(() => status('blackhole')?.waiting === 1);
    expect([client.text, api.sockets.size]).toEqual(['', 1]);
    fixture.mesh.faults.remove('blackhole');
    expect(await client.until('lost?')).toBe('lost?');
  });

  it('forget a swallowed connection whose client leaves', async () => {
    const { client, api } = await echoed();
    put({ kind: 'blackhole' });
    client.socket.resetAndDestroy();
    await eventually(() => api.sockets.size === 0);
    await fixture.idle();
  });

  it('reset connections that stand, a share of the new ones, and count them', async () => {
    const { client, api } = await echoed();
    put({ kind: 'reset' }, { first: 2 });
    await eventually(() => client.socket.closed && api.sockets.size === 0);
    await eventually(() => status('reset')?.affected === 1);
    const second = fixture.client();
    await eventually(() => second.socket.closed);
    expect(status('reset')).toMatchObject({ matched: 2, affected: 2 });
    expect(await roundTripMs(fixture.client())).toBeLessThan(1_000);
  });

  it('pass the end of a connection on later', async () => {
    const { client } = await echoed();
    put({ kind: 'slow-close', ms: 150 });
    client.socket.end();
    const startedAt = performance.now();
    await client.ended();
    expect(performance.now() - startedAt).toBeGreaterThan(140);
    expect(status('slow-close')).toMatchObject({ affected: 1 });
    await fixture.idle();
  });

  it('lose nothing under jitter', async () => {
    const { client } = await echoed();
    put({ kind: 'latency', ms: 10, jitterMs: 10, distribution: 'normal', direction: 'both' });
    client.text = '';
    let sent = '';
    for (let number = 0; number < 200; number += 1) {
      client.write(`${number},`);
      sent += `${number},`;
      if (number % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await client.until('199,');
    expect(client.text).toBe(sent);
  });

  describe('over HTTP', () => {
    async function served(): Promise<RawClient> {
      const api = await fixture.http(echo);
      await fixture.serve([api.endpoint]);
      return fixture.client();
    }

    async function askMs(client: RawClient): Promise<number> {
      client.text = '';
      const startedAt = performance.now();
      client.write(GET);
      await client.until('}');
      return performance.now() - startedAt;
    }

    it('slow down a connection that stands in each direction', async () => {
      const client = await served();
      await askMs(client);
      put({ kind: 'latency', ms: 200, direction: 'both' }, { match: { consumer: 'web' } });
      expect(await askMs(client)).toBeGreaterThan(395);
      expect(await askMs(fixture.client())).toBeGreaterThan(395);
      fixture.mesh.faults.remove('latency');
      expect(await askMs(client)).toBeLessThan(200);
      expect(status('latency')).toMatchObject({ matched: 2, affected: 2, state: 'removed' });
    });

    it('swallow requests before the service sees them', async () => {
      const client = await served();
      put({ kind: 'blackhole' });
      client.write(GET);
      await eventually(() => status('blackhole')?.waiting === 1);
      expect(fixture.mesh.status().endpoints).toMatchObject([{ inFlight: 0 }]);
      fixture.mesh.faults.remove('blackhole');
      expect(await client.until('}')).toContain('200 OK');
    });

    it('close slowly', async () => {
      const client = await served();
      put({ kind: 'slow-close', ms: 150 });
      client.write(GET.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'));
      await client.until('}');
      const startedAt = performance.now();
      await client.ended();
      expect(performance.now() - startedAt).toBeGreaterThan(120);
      await fixture.idle();
    });

    it('leave other edges alone', async () => {
      const client = await served();
      put({ kind: 'reset' }, { match: { consumer: 'ingress' } });
      await askMs(client);
      expect(status('reset')).toMatchObject({ matched: 0 });
    });
  });
});
