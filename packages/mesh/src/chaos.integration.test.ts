import { once } from 'node:events';
import { Agent, type IncomingMessage, request as httpRequest } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { below } from './fuzz/random.ts';
import { seededRandom } from './seeded-random.ts';
import { echo, eventually, MeshFixture, type Upstream } from './fixtures/mesh-fixture.ts';

interface Outcome {
  readonly method: string;
  /** Undefined: no response head arrived. */
  readonly status: number | undefined;
}

/** Keeps `connections` busy until `stop` aborts. */
async function load(port: number, connections: number, stop: AbortSignal): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const random = seededRandom(7);
  const worker = async (): Promise<void> => {
    while (!stop.aborted) {
      const method = ['GET', 'GET', 'PUT', 'DELETE', 'POST'][below(random, 5)] ?? 'GET';
      outcomes.push({ method, status: await one(port, agent, method) });
    }
  };
  await Promise.all(Array.from({ length: connections }, worker));
  agent.destroy();
  return outcomes;
}

async function one(port: number, agent: Agent, method: string): Promise<number | undefined> {
  const request = httpRequest({ port, host: '127.0.0.1', method, agent, path: '/x' });
  request.end(method === 'PUT' || method === 'POST' ? 'x'.repeat(2_000) : undefined);
  try {
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    response.resume();
    await once(response, 'end');
    return response.statusCode;
  } catch {
    return undefined;
  }
}

describe('an instance dies under load', () => {
  let fixture: MeshFixture;

  beforeEach(() => {
    fixture = new MeshFixture({ perTryTimeoutMs: 600 });
  });

  afterEach(async () => {
    await fixture.close();
  });

  it('fails no idempotent request, and everything returns to zero', async () => {
    const start = async (): Promise<Upstream> =>
      await fixture.http((request, response) => {
        setTimeout(() => {
          echo(request, response);
        }, 3);
      });
    let pair = [await start(), await start()];
    await fixture.serve(pair.map(({ endpoint }) => endpoint));
    const stop = new AbortController();
    const running = load(fixture.port, 32, stop.signal);
    for (let round = 0; round < 6; round += 1) {
      await sleep(150);
      const [victim, survivor] = pair;
      victim?.kill();
      await sleep(100); // the supervisor notices
      if (survivor === undefined || victim === undefined) break;
      await fixture.push([survivor.endpoint], [victim.endpoint]);
      await sleep(50);
      pair = [survivor, await start()];
      await fixture.push(pair.map(({ endpoint }) => endpoint));
    }
    stop.abort();
    const outcomes = await running;
    const failed = outcomes.filter(({ method, status }) => method !== 'POST' && status !== 200);
    expect(outcomes.length).toBeGreaterThan(200);
    expect(failed).toEqual([]);
    await fixture.idle();
    expect(fixture.mesh.renderMetrics()).toContain('mesh_requests_in_flight{consumer="web",service="api"} 0');
    await eventually(() => fixture.mesh.status().endpoints.every(({ state }) => state === 'ready'));
  });

  it('is drained without failing anything, not even what cannot be repeated', async () => {
    const pair = [await fixture.http(echo), await fixture.http(echo)] as const;
    await fixture.serve(pair.map(({ endpoint }) => endpoint));
    const stop = new AbortController();
    const running = load(fixture.port, 32, stop.signal);
    for (let round = 0; round < 20; round += 1) {
      await sleep(20);
      await fixture.push(round % 2 === 0 ? [pair[0].endpoint] : pair.map(({ endpoint }) => endpoint));
    }
    stop.abort();
    const outcomes = await running;
    expect(outcomes.filter(({ status }) => status !== 200)).toEqual([]);
  });

  it('may freeze: what waits on it is answered by another after the time for one try', async () => {
    const frozen = await fixture.raw((socket) => socket.resume());
    const api = await fixture.http(echo);
    await fixture.serve([frozen.endpoint, api.endpoint]);
    const stop = new AbortController();
    const running = load(fixture.port, 16, stop.signal);
    await sleep(1_000);
    stop.abort();
    await fixture.push([api.endpoint], [frozen.endpoint]);
    frozen.kill();
    const outcomes = await running;
    expect(outcomes.filter(({ method, status }) => method !== 'POST' && status !== 200)).toEqual([]);
  });
});
