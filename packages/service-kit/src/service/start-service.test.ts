import { setImmediate as tick } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';

import { createBackend } from '../backend/backend.ts';
import { createLogger } from '../logs/logger.ts';
import { Problem } from '../problems/problem.ts';
import { currentContext } from '../tracing/request-context.ts';
import { listenService, type RunningService, type ServiceOptions } from './start-service.ts';

const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const running: RunningService[] = [];

interface Line {
  readonly msg: string;
  readonly trace_id?: string;
}

async function start(options: Partial<ServiceOptions> & Pick<ServiceOptions, 'routes'>) {
  const lines: Line[] = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line) as Line) };
  const logger = createLogger({ service: 'test', level: 'info', destination });
  const config = { HOST: '127.0.0.1', PORT: 0, LOG_LEVEL: 'info' };
  const service = await listenService({ name: 'test', config, logger, drainMs: 0, ...options });
  running.push(service);
  return { ...service, lines, url: `http://127.0.0.1:${service.port}` };
}

/** A promise that the test settles. */
function gate() {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open, opened };
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((service) => service.stop()));
});

describe('a service', () => {
  it('is alive at once, ready once prepared, and tries to prepare until it works', async () => {
    const { open, opened } = gate();
    let tries = 0;
    const prepare = async (): Promise<void> => {
      tries += 1;
      if (tries === 1) throw new Error('no database yet');
      await opened;
    };
    const { app, prepared, lines } = await start({ routes: () => undefined, prepare });
    expect((await app.inject('/livez')).statusCode).toBe(200);
    const before = await app.inject('/readyz');
    expect(before.statusCode).toBe(503);
    expect(before.json()).toEqual({ status: 'unready', reason: 'preparing' });
    open();
    await prepared;
    expect((await app.inject('/readyz')).statusCode).toBe(200);
    expect(lines.map((line) => line.msg)).toContain('Preparation failed');
  });

  it('finishes what is under way when it is stopped, and takes nothing new', async () => {
    const { open, opened } = gate();
    const begun = gate();
    const closed: string[] = [];
    const { url, stop, lines } = await start({
      routes: (app) => {
        app.get('/slow', async () => {
          begun.open();
          await opened;
          return { ok: true };
        });
      },
      onShutdown: async () => void closed.push('pools'),
    });
    const answer = fetch(`${url}/slow`);
    await begun.opened;
    const stopped = stop();
    await tick();
    expect(closed).toEqual([]);
    open();
    expect(await (await answer).json()).toEqual({ ok: true });
    await stopped;
    expect(closed).toEqual(['pools']);
    await expect(fetch(url)).rejects.toThrow();
    expect(lines.at(-1)?.msg).toBe('Stopped');
  });

  it('cuts what does not end in time', async () => {
    const begun = gate();
    const { url, stop } = await start({
      shutdownTimeoutMs: 20,
      routes: (app) => {
        app.get('/never', () => {
          begun.open();
          return new Promise(() => undefined);
        });
      },
    });
    const answer = fetch(`${url}/never`);
    await begun.opened;
    await Promise.all([stop(), expect(answer).rejects.toThrow()]);
  });

  it('can be stopped while it prepares', async () => {
    const prepare = (): Promise<void> => Promise.reject(new Error('never'));
    const { stop, prepared } = await start({ routes: () => undefined, prepare });
    await stop();
    await expect(prepared).rejects.toThrow(/abort/i);
  });

  it('says nothing of an unexpected error but where to look for it', async () => {
    const { app, lines } = await start({
      routes: (routes) => {
        routes.get('/boom', () => {
          throw new Error('password of the database');
        });
      },
    });
    const answer = await app.inject({ url: '/boom', headers: { traceparent: TRACEPARENT } });
    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toContain('password');
    const { correlationId } = answer.json<{ correlationId: string }>();
    expect(correlationId).toBe('0af7651916cd43dd8448eb211c80319c');
    const failures = lines.filter((line) => line.trace_id === correlationId);
    expect(failures.map((line) => line.msg)).toEqual(['Request failed unexpectedly', 'Request ended']);
  });

  it('logs no request that was fine', async () => {
    const { url, lines } = await start({
      routes: (routes) => {
        routes.get('/', () => ({}));
      },
    });
    await fetch(url);
    await fetch(`${url}/none`);
    await fetch(`${url}/health`);
    const ended = lines.filter((line) => line.msg === 'Request ended');
    expect(ended).toHaveLength(1);
    expect(ended[0]).toMatchObject({ endpoint: '(unmatched)', status: 404 });
  });

  it('counts users apart from probes, by route and not by path', async () => {
    const params = z.object({ id: z.string() });
    const { url } = await start({
      routes: (routes) => {
        routes.get('/items/:id', { schema: { params } }, () => ({}));
        routes.get('/broken', () => {
          throw new Problem(503, 'DATABASE_UNAVAILABLE');
        });
      },
    });
    for (const path of ['/items/1', '/items/2', '/broken', '/no/such', '/health', '/readyz']) await fetch(url + path);
    const metrics = (await (await fetch(`${url}/metrics`)).text()).split('\n');
    expect(metrics.filter((line) => line.startsWith('app_request'))).toEqual([
      'app_requests_total{method="GET",endpoint="/items/:id",service="test"} 2',
      'app_requests_total{method="GET",endpoint="/broken",service="test"} 1',
      'app_requests_total{method="GET",endpoint="(unmatched)",service="test"} 1',
      'app_request_errors_total{method="GET",endpoint="/broken",service="test"} 1',
    ]);
    expect(metrics.some((line) => line.includes('le="0.2"') && line.includes('kind="user"'))).toBe(true);
    expect(metrics.some((line) => line.includes('endpoint="/health"') && line.includes('kind="probe"'))).toBe(true);
    expect(metrics.some((line) => line.startsWith('app_cpu_usage{'))).toBe(true);
    expect(metrics.some((line) => line.startsWith('app_memory_usage{'))).toBe(true);
  });

  it('passes its trace and its deadline on to the services it calls', async () => {
    const seen: unknown[] = [];
    const callee = await start({
      routes: (routes) => {
        routes.post('/', (request) => {
          seen.push(request.headers['traceparent'], Number(request.headers['x-request-timeout-ms']));
          seen.push(currentContext()?.trace.traceId);
          return { ok: true };
        });
      },
    });
    const backend = createBackend({ name: 'callee', url: callee.url });
    const { app } = await start({
      routes: (routes) => {
        routes.post('/', { schema: { body: z.object({}) } }, async () => {
          await backend.send({ method: 'POST', path: '/', json: {} });
          return { spanId: currentContext()?.trace.spanId };
        });
      },
      onShutdown: () => backend.close(),
    });
    const headers = { traceparent: TRACEPARENT, 'x-request-timeout-ms': '2000' };
    const { spanId } = (await app.inject({ method: 'POST', url: '/', headers, payload: {} })).json<{
      spanId: string;
    }>();
    expect(seen[0]).toBe(`00-0af7651916cd43dd8448eb211c80319c-${spanId}-01`);
    expect(seen[1]).toBeGreaterThan(0);
    expect(seen[1]).toBeLessThanOrEqual(2_000);
    expect(seen[2]).toBe('0af7651916cd43dd8448eb211c80319c');
  });

  it('says which part of a request it does not understand', async () => {
    const { app } = await start({
      routes: (routes) => {
        routes.post('/', { schema: { body: z.strictObject({ n: z.number() }) } }, () => ({}));
      },
    });
    const answer = await app.inject({ method: 'POST', url: '/', payload: { n: 'x' } });
    expect(answer.json()).toMatchObject({ status: 400, code: 'REQUEST_INVALID', errors: [{ path: '/n' }] });
    const text = await app.inject({ method: 'POST', url: '/', payload: 'x', headers: { 'content-type': 'text/x' } });
    expect(text.json()).toMatchObject({ status: 415, code: 'MEDIA_TYPE_UNSUPPORTED' });
  });
});
