import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { createLogger } from '../logs/logger.ts';
import { listenService, type RunningService } from '../service/start-service.ts';

const TOKEN = 'a-token-for-faults-of-32-characters';
const AUTHORIZED = { authorization: `Bearer ${TOKEN}` };
const PROBES = ['/livez', '/readyz', '/health', '/metrics'];

const running: RunningService[] = [];

interface Line {
  readonly msg: string;
  readonly fault?: string;
  readonly reason?: string;
}

async function start(token: { readonly NINES_FAULT_TOKEN?: string } = { NINES_FAULT_TOKEN: TOKEN }) {
  const lines: Line[] = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line) as Line) };
  const service = await listenService({
    name: 'test',
    config: { HOST: '127.0.0.1', PORT: 0, LOG_LEVEL: 'info', ...token },
    logger: createLogger({ service: 'test', level: 'info', destination }),
    drainMs: 0,
    routes: (app) => {
      app.get('/', () => ({ ok: true }));
    },
  });
  running.push(service);
  await service.prepared;
  const ask = (method: 'GET' | 'PUT' | 'DELETE', url = '/faults', payload?: object, headers: object = AUTHORIZED) =>
    service.app.inject({ method, url, headers: { ...headers }, ...(payload !== undefined && { payload }) });
  return {
    ...service,
    lines,
    ask,
    status: async (path = '/') => (await service.app.inject(path)).statusCode,
    switchOn: async (fault: object) => (await ask('PUT', '/faults', fault)).statusCode,
    switchOff: async (fault?: string) => {
      return (await ask('DELETE', fault === undefined ? '/faults' : `/faults?fault=${fault}`)).statusCode;
    },
    active: async () => (await ask('GET')).json<{ faults: readonly Record<string, unknown>[] }>(),
    metric: async (name: string) => {
      const text = (await service.app.inject('/metrics')).body;
      const line = text.split('\n').find((candidate) => candidate.startsWith(name));
      return Number(line?.split(' ').at(-1));
    },
  };
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const beganAt = performance.now();
  await work();
  return performance.now() - beganAt;
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function bufferBytes(): number {
  collectGarbage();
  return process.memoryUsage().arrayBuffers;
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((service) => service.stop()));
});

describe('the fault switch', () => {
  it('does not exist without a token', async () => {
    const { ask, metric } = await start({});
    for (const method of ['GET', 'PUT', 'DELETE'] as const) expect((await ask(method)).statusCode).toBe(404);
    expect(await metric('app_fault')).toBeNaN();
  });

  it.each([
    ['no token', {}],
    ['a wrong token', { authorization: `Bearer ${TOKEN.slice(1)}x` }],
    ['a token that is longer', { authorization: `Bearer ${TOKEN}x` }],
    ['the token without its scheme', { authorization: TOKEN }],
  ])('refuses %s', async (_what, headers) => {
    const { ask, status } = await start();
    const fault = { fault: 'errors', percent: 100 };
    expect((await ask('PUT', '/faults', fault, headers)).statusCode).toBe(401);
    expect((await ask('GET', '/faults', undefined, headers)).statusCode).toBe(401);
    expect((await ask('DELETE', '/faults', undefined, headers)).statusCode).toBe(401);
    expect(await status()).toBe(200);
  });

  it.each([
    [{ fault: 'fire' }],
    [{ fault: 'errors' }],
    [{ fault: 'errors', percent: 101 }],
    [{ fault: 'errors', percent: -1 }],
    [{ fault: 'errors', percent: 1, status: 404 }],
    [{ fault: 'errors', percent: 1, probability: 1 }],
    [{ fault: 'latency', delayMs: 60_001 }],
    [{ fault: 'readiness', durationMs: 3_600_001 }],
    [{ fault: 'readiness', durationMs: 0 }],
    [{ fault: 'leak' }],
    [{ fault: 'crash', delayMs: 1_000, durationMs: 1_000 }],
    [[]],
  ])('refuses %j', async (fault) => {
    const { switchOn, active, status } = await start();
    expect(await switchOn(fault)).toBe(400);
    expect(await active()).toEqual({ faults: [] });
    expect(await status()).toBe(200);
  });

  it('shows what is on, in its answers, metrics and logs', async () => {
    const { switchOn, switchOff, active, metric, lines } = await start();
    expect(await metric('app_faults_active{fault="errors"')).toBe(0);
    await switchOn({ fault: 'errors', percent: 10, seed: 1 });
    const { faults } = await active();
    expect(faults).toMatchObject([{ fault: 'errors', percent: 10, seed: 1, status: 500, durationMs: 300_000 }]);
    expect(Date.parse(String(faults[0]?.['expiresAt'])) - Date.now()).toBeGreaterThan(290_000);
    expect(await metric('app_faults_active{fault="errors"')).toBe(1);
    await switchOff('latency');
    expect((await active()).faults).toHaveLength(1);
    await switchOff('errors');
    expect(await active()).toEqual({ faults: [] });
    expect(await metric('app_faults_active{fault="errors"')).toBe(0);
    const told = lines
      .filter((line) => line.msg.startsWith('Fault'))
      .map(({ msg, fault, reason }) => [msg, fault, reason]);
    expect(told).toEqual([
      ['Fault switched on', 'errors', undefined],
      ['Fault switched off', 'errors', 'removed'],
    ]);
  });

  it('counts as no user, and changes nothing with a probability of 0', async () => {
    const { switchOn, status, metric, active } = await start();
    await switchOn({ fault: 'errors', percent: 0 });
    await switchOn({ fault: 'latency', percent: 0, delayMs: 60_000 });
    await switchOn({ fault: 'cpu', percent: 0 });
    for (let request = 0; request < 50; request += 1) expect(await status()).toBe(200);
    expect(await metric('app_requests_total{method="GET",endpoint="/"')).toBe(50);
    expect(await metric('app_requests_total{method="PUT"')).toBeNaN();
    const effects = (await active()).faults.filter(({ fault }) => fault !== 'cpu').map((fault) => fault['effects']);
    expect(effects).toEqual([0, 0]);
  });

  it('lets a fault end by itself', async () => {
    const { switchOn, status, active, lines, metric } = await start();
    await switchOn({ fault: 'errors', percent: 100, durationMs: 300 });
    expect(await status()).toBe(500);
    await vi.waitFor(async () => expect(await status()).toBe(200), { timeout: 5_000 });
    expect(await active()).toEqual({ faults: [] });
    expect(await metric('app_faults_active{fault="errors"')).toBe(0);
    expect(lines).toContainEqual(expect.objectContaining({ msg: 'Fault switched off', reason: 'expired' }));
  });

  it('takes everything back when the service ends', async () => {
    const { switchOn, stop, lines } = await start();
    await switchOn({ fault: 'cpu', percent: 10 });
    await switchOn({ fault: 'crash', delayMs: 60_000 });
    await stop();
    expect(lines.filter(({ reason }) => reason === 'stopped').map(({ fault }) => fault)).toEqual(['cpu', 'crash']);
  });
});

describe('the fault', () => {
  it('"errors" fails its share of requests, the same ones for the same seed, and no probe', async () => {
    const { switchOn, switchOff, status, metric, active } = await start();
    const round = async (): Promise<readonly number[]> => {
      await switchOn({ fault: 'errors', percent: 30, seed: 7, status: 503 });
      const statuses: number[] = [];
      for (let request = 0; request < 100; request += 1) statuses.push(await status());
      return statuses;
    };
    const first = await round();
    const failed = first.filter((answer) => answer === 503).length;
    expect(failed).toBeGreaterThan(15);
    expect(failed).toBeLessThan(45);
    expect((await active()).faults[0]?.['effects']).toBe(failed);
    expect(await round()).toEqual(first);
    await switchOn({ fault: 'errors', percent: 100 });
    for (const path of PROBES) expect(await status(path)).toBe(200);
    expect(await metric('app_fault_effects_total{fault="errors"')).toBe(2 * failed);
    await switchOff();
    expect(await status()).toBe(200);
  });

  it('"latency" delays requests, probes not, and lets go at once of those it holds', async () => {
    const { switchOn, switchOff, status, active } = await start();
    await switchOn({ fault: 'latency', delayMs: 100, jitterMs: 50 });
    expect(await timeOf(() => status())).toBeGreaterThan(95);
    await switchOn({ fault: 'latency', delayMs: 60_000 });
    for (const path of PROBES) expect(await status(path)).toBe(200);
    const held = status();
    await vi.waitFor(async () => expect((await active()).faults[0]?.['effects']).toBe(1), { timeout: 5_000 });
    await switchOff('latency');
    expect(await held).toBe(200);
    expect(await timeOf(() => status())).toBeLessThan(1_000);
  });

  it('"readiness" says no to the probe of that name only', async () => {
    const { switchOn, switchOff, status, app } = await start();
    await switchOn({ fault: 'readiness' });
    expect((await app.inject('/readyz')).json()).toEqual({ status: 'unready', reason: 'fault' });
    for (const path of ['/livez', '/health', '/metrics', '/']) expect(await status(path)).toBe(200);
    await switchOff();
    expect(await status('/readyz')).toBe(200);
  });

  it('"leak" takes memory up to its limit and gives all of it back', async () => {
    const { switchOn, switchOff, status } = await start();
    const before = bufferBytes();
    const maxBytes = 32 * 1024 * 1024;
    await switchOn({ fault: 'leak', bytesPerSecond: 1024 * 1024 * 1024, maxBytes });
    await vi.waitFor(() => expect(bufferBytes() - before).toBeGreaterThan(maxBytes * 0.95), { timeout: 5_000 });
    expect(bufferBytes() - before).toBeLessThan(maxBytes * 1.05);
    expect(await status()).toBe(200);
    await switchOff();
    await vi.waitFor(() => expect(bufferBytes() - before).toBeLessThan(maxBytes * 0.05), { timeout: 5_000 });
  });
});
