import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FaultEffect, FaultStatus, MeshFault } from './faults/fault.ts';
import { echo, eventually, MeshFixture, type Upstream } from './fixtures/mesh-fixture.ts';
import type { RawClient } from './fixtures/raw-client.ts';

const GET = 'GET /a HTTP/1.1\r\nHost: a.test\r\n\r\n';

describe('faults', () => {
  let fixture: MeshFixture;

  beforeEach(() => {
    fixture = new MeshFixture({ deadlineMs: 1_000, perTryTimeoutMs: 400 });
  });

  afterEach(async () => {
    await fixture.close();
  });

  const put = (effect: FaultEffect, more: Partial<MeshFault> = {}): FaultStatus =>
    fixture.mesh.faults.put({ id: effect.kind, per: 'request', match: {}, effect, leaseMs: 60_000, ...more });
  const status = (id: string): FaultStatus | undefined => fixture.mesh.faults.get(id);

  async function api(): Promise<Upstream> {
    const upstream = await fixture.http(echo);
    await fixture.serve([upstream.endpoint]);
    return upstream;
  }

  /** One more answer on the connection, from its status on. */
  async function ask(client: RawClient, request = GET): Promise<string> {
    client.text = '';
    client.write(request);
    return (await client.until('}')).slice(9);
  }

  async function timed(work: Promise<unknown>): Promise<number> {
    const startedAt = performance.now();
    await work;
    return performance.now() - startedAt;
  }

  it('let requests wait, count the time, and let them go on at once when they end', async () => {
    await api();
    const client = fixture.client();
    put({ kind: 'latency', ms: 150 });
    const waitedMs = await timed(ask(client));
    expect(waitedMs).toBeGreaterThan(145);
    expect(status('latency')).toMatchObject({ matched: 1, affected: 1, waiting: 0 });
    expect(status('latency')?.addedMs).toBeGreaterThan(145);
    expect(status('latency')?.addedMs).toBeLessThanOrEqual(waitedMs);
    put({ kind: 'latency', ms: 30_000 });
    const answer = ask(client, 'POST /a HTTP/1.1\r\nHost: a.test\r\nContent-Length: 4\r\n\r\nbody');
    await eventually(() => status('latency')?.waiting === 1);
    fixture.mesh.faults.remove('latency');
    expect(await answer, 'else the deadline would have come').toMatch(/^200 .*"body":"body"/s);
    expect(fixture.mesh.renderMetrics()).toContain('mesh_fault_effects_total{fault="latency",kind="latency"} 2\n');
    expect(fixture.mesh.renderMetrics()).toMatch(
      /duration_seconds_bucket\{[^}]*version="v1",kind="user",le="0.1"\} [01]\n/,
    );
  });

  it('let a large body wait with its request', async () => {
    await api();
    put({ kind: 'latency', ms: 100 });
    const size = 2_000_000;
    const head = `PUT /a HTTP/1.1\r\nHost: a.test\r\nContent-Length: ${size}\r\n\r\n`;
    const answer = await ask(fixture.client(), head + 'x'.repeat(size));
    expect(answer).toContain(`"body":"${'x'.repeat(100)}`);
  });

  it('count time on the way against the deadline', async () => {
    await api();
    put({ kind: 'latency', ms: 30_000 });
    expect(await ask(fixture.client())).toMatch(/^504 .*MESH_UPSTREAM_TIMEOUT/s);
  });

  it('answer in place of the service, with the version that would have answered', async () => {
    const { sockets } = await api();
    put({ kind: 'abort', status: 503 }, { match: { version: 'v1' } });
    expect(await ask(fixture.client())).toMatch(/^503 .*MESH_FAULT_INJECTED/s);
    expect(sockets.size).toBe(0);
    expect(fixture.mesh.renderMetrics()).toContain('version="v1",kind="user",status_class="5xx"} 1\n');
    expect(fixture.mesh.renderMetrics()).toContain('state="ejected"} 0\n');
    put({ kind: 'abort', status: 503 }, { match: { version: 'v2' } });
    expect(await ask(fixture.client())).toMatch(/^200 /);
  });

  it('reset the connection', async () => {
    await api();
    put({ kind: 'reset' });
    const client = fixture.client();
    let code: string | undefined;
    client.socket.on('error', (error: NodeJS.ErrnoException) => {
      code = error.code;
    });
    client.write(GET);
    await eventually(() => client.socket.closed);
    expect([client.text, code]).toEqual(['', 'ECONNRESET']);
    expect(fixture.mesh.renderMetrics()).toContain('mesh_responses_broken_total{consumer="web",service="api"} 1\n');
  });

  it('swallow requests for longer than any deadline, until they end; who leaves is not waited for', async () => {
    await api();
    put({ kind: 'blackhole' });
    const [patient, impatient] = [fixture.client(), fixture.client()];
    patient.write(GET);
    impatient.write(GET);
    await eventually(() => status('blackhole')?.waiting === 2);
    impatient.destroy();
    await eventually(() => status('blackhole')?.waiting === 1);
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect(patient.text).toBe('');
    fixture.mesh.faults.remove('blackhole');
    expect(await patient.until('}')).toContain('200 OK');
    await eventually(() => fixture.mesh.status().listeners[0]?.connections === 1);
    expect(fixture.mesh.renderMetrics()).toContain('mesh_requests_aborted_total{consumer="web",service="api"} 1\n');
  });

  it('let a response drip, and lift the limit at once', async () => {
    const big = await fixture.http((_request, response) => response.end(`${'x'.repeat(40_000)}}`));
    await fixture.serve([big.endpoint]);
    const client = fixture.client();
    put({ kind: 'bandwidth', bytesPerSecond: 100_000 });
    const dripMs = await timed(ask(client));
    expect(dripMs).toBeGreaterThan(350);
    put({ kind: 'bandwidth', bytesPerSecond: 1_000 });
    const answer = ask(client);
    await eventually(() => client.text.length > 50);
    fixture.mesh.faults.remove('bandwidth');
    expect((await answer).match(/x/g)?.length).toBeGreaterThanOrEqual(40_000);
    expect(status('bandwidth')?.delayedBytes).toBeGreaterThan(35_000);
    expect(await ask(client)).toMatch(/^200 /);
  });

  it('close slowly where the response is the last on its connection, and only there', async () => {
    await api();
    put({ kind: 'slow-close', ms: 600 });
    const kept = fixture.client();
    expect(await timed(ask(kept).then(async () => await ask(kept)))).toBeLessThan(500);
    expect(status('slow-close')).toMatchObject({ matched: 2, affected: 0 });
    const client = fixture.client();
    const answered = ask(client, GET.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'));
    expect(await timed(answered)).toBeLessThan(500);
    expect(await timed(client.ended())).toBeGreaterThan(300);
    expect(status('slow-close')).toMatchObject({ matched: 3, affected: 1 });
  });

  it('strike the first so many, and each the same with the same seed', async () => {
    await api();
    const client = fixture.client();
    const run = async (): Promise<string> => {
      let statuses = '';
      for (let count = 0; count < 30; count += 1) statuses += (await ask(client)).slice(0, 1);
      return statuses;
    };
    put({ kind: 'abort', status: 500 }, { first: 3 });
    expect(await run()).toBe(`555${'2'.repeat(27)}`);
    put({ kind: 'abort', status: 500 }, { probability: 0.5, seed: 42 });
    const once = await run();
    fixture.mesh.faults.clear();
    put({ kind: 'abort', status: 500 }, { probability: 0.5, seed: 42 });
    expect(await run()).toBe(once);
    expect(once).toMatch(/2.*5|5.*2/);
  });

  it('work together, in the order in which they were set', async () => {
    await api();
    put({ kind: 'latency', ms: 60 }, { id: 'one' });
    put({ kind: 'latency', ms: 60 }, { id: 'two' });
    put({ kind: 'abort', status: 418 }, { match: { method: 'GET', pathPrefix: '/a', headers: { host: 'a.test' } } });
    let answer = '';
    const waitedMs = await timed(
      ask(fixture.client()).then((text) => {
        answer = text;
      }),
    );
    expect(waitedMs).toBeGreaterThan(115);
    expect(answer).toMatch(/^418 /);
  });

  it('end with the mesh', async () => {
    await api();
    put({ kind: 'blackhole' });
    const client = fixture.client();
    client.write(GET);
    await eventually(() => status('blackhole')?.waiting === 1);
    const closed = fixture.mesh.close(AbortSignal.timeout(2_000));
    expect(await client.until('}')).toContain('200 OK');
    await closed;
  });

  describe('with probability 0', () => {
    const effects: readonly FaultEffect[] = [
      { kind: 'latency', ms: 5_000 },
      { kind: 'bandwidth', bytesPerSecond: 1 },
      { kind: 'abort', status: 503 },
      { kind: 'slow-close', ms: 5_000 },
      { kind: 'reset' },
      { kind: 'blackhole' },
    ];

    /** Bytes in both directions, trace ids and dates aside, of the same requests. */
    async function exchanged(): Promise<readonly string[]> {
      const seen: string[] = [];
      const raw = await fixture.raw((socket) => {
        socket.on('data', (chunk: Buffer) => {
          seen.push(chunk.toString('latin1').replace(/(traceparent: 00-)[\da-f-]+/, '$1'));
          socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nDate: x\r\n\r\n3\r\n{}}\r\n0\r\n\r\n');
        });
      });
      await fixture.serve([raw.endpoint]);
      const client = fixture.client();
      for (const request of [GET, GET.replace('GET', 'HEAD'), `${GET}${GET}`]) {
        client.text = '';
        client.write(request);
        await client.until(request.startsWith('HEAD') ? '\r\n\r\n' : '}');
        await fixture.mesh.apply({ schemaVersion: 1, version: 0, listeners: [], services: [] });
        seen.push(client.text);
      }
      client.write(GET.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'));
      seen.push(await client.ended());
      return seen;
    }

    it.each(['request', 'connection'] as const)('change nothing at all for a %s', async (per) => {
      const plain = await exchanged();
      for (const effect of effects.filter(({ kind }) => per === 'request' || kind !== 'abort')) {
        put(effect, { per, probability: 0 });
      }
      const startedAt = performance.now();
      expect(await exchanged()).toEqual(plain);
      expect(performance.now() - startedAt).toBeLessThan(4_000); // the least that any of them would have added is 5 s
      for (const { matched, affected, addedMs } of fixture.mesh.faults.list()) {
        expect([matched > 0, affected, addedMs]).toEqual([true, 0, 0]);
      }
    });
  });
});
