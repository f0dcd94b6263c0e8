import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import protobuf from 'protobufjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';

import { createBackend } from '../backend/backend.ts';
import { traceQuery } from '../database/trace-query.ts';
import { createLogger } from '../logs/logger.ts';
import { Problem } from '../problems/problem.ts';
import { listenService, type RunningService, type ServiceOptions } from '../service/start-service.ts';
import { exportTraces } from './export-traces.ts';
import type { FinishedSpan } from './span.ts';

/** For what goes over real sockets. */
const PATIENCE = { timeout: 5_000 };

/** The parts of the protocol that the tests read. @see opentelemetry-proto 1.7, trace/v1/trace.proto */
const PROTOCOL = `
  syntax = "proto3";
  message Value { oneof value { string string_value = 1; int64 int_value = 3; } }
  message KeyValue { string key = 1; Value value = 2; }
  message Resource { repeated KeyValue attributes = 1; }
  message Status { string message = 2; int32 code = 3; }
  message Span {
    bytes trace_id = 1; bytes span_id = 2; bytes parent_span_id = 4; string name = 5; int32 kind = 6;
    fixed64 start_time_unix_nano = 7; fixed64 end_time_unix_nano = 8; repeated KeyValue attributes = 9;
    Status status = 15;
  }
  message ScopeSpans { repeated Span spans = 2; }
  message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; }
  message Request { repeated ResourceSpans resource_spans = 1; }
`;

const requestType = protobuf.parse(PROTOCOL).root.lookupType('Request');
const attributesSchema = z
  .array(z.object({ key: z.string(), value: z.object({ stringValue: z.string(), intValue: z.string() }).partial() }))
  .transform((all) =>
    Object.fromEntries(all.map(({ key, value }) => [key, value.stringValue ?? Number(value.intValue)])),
  );
const hex = z.base64().transform((text) => Buffer.from(text, 'base64').toString('hex'));
const spanSchema = z.object({
  traceId: hex,
  spanId: hex,
  parentSpanId: hex.default(''),
  name: z.string(),
  kind: z.number(),
  startTimeUnixNano: z.coerce.number(),
  endTimeUnixNano: z.coerce.number(),
  attributes: attributesSchema.default({}),
  status: z.object({ code: z.number().optional() }).default({}),
});
const requestSchema = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: attributesSchema }),
      scopeSpans: z.array(z.object({ spans: z.array(spanSchema) })),
    }),
  ),
});

type Received = z.output<typeof spanSchema> & { readonly resource: Readonly<Record<string, string | number>> };

const SERVER = 2;
const CLIENT = 3;
const ERROR = 2;
const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const TRACEPARENT = `00-${TRACE_ID}-b7ad6b7169203331-01`;

const running: RunningService[] = [];
const collectors: Server[] = [];

/** A collector that decodes what it gets, as a real one would. */
async function startCollector(firstStatus?: number) {
  let status: number | undefined = firstStatus ?? 200;
  const spans: Received[] = [];
  const paths: string[] = [];
  const server = createServer((request, response) => {
    void buffer(request).then((body) => {
      paths.push(`${request.method ?? ''} ${request.url ?? ''} ${request.headers['content-type'] ?? ''}`);
      const message = requestType.toObject(requestType.decode(body), { longs: String, bytes: String });
      for (const { resource, scopeSpans } of requestSchema.parse(message).resourceSpans) {
        for (const span of scopeSpans.flatMap((scope) => scope.spans)) {
          spans.push({ ...span, resource: resource.attributes });
        }
      }
      if (status !== undefined) response.writeHead(status, { 'content-type': 'application/x-protobuf' }).end();
    });
  });
  collectors.push(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  /** `undefined`: takes them and never says so. */
  const answerWith = (next: number | undefined): void => void (status = next);
  return { spans, paths, answerWith, url: `http://127.0.0.1:${port}` };
}

interface Line {
  readonly msg: string;
  readonly trace_id?: string;
  readonly span_id?: string;
}

const SPAN: FinishedSpan = {
  trace: { traceId: TRACE_ID, spanId: 'b7ad6b7169203331', sampled: true },
  kind: 'server',
  name: 'GET /',
  startedAt: 0,
  endedAt: 1,
  attributes: {},
};

function logTo(service: string) {
  const lines: Line[] = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line) as Line) };
  return { lines, logger: createLogger({ service, level: 'debug', destination }) };
}

async function start(
  name: string,
  endpoint: string,
  routes: ServiceOptions['routes'],
  rest: Partial<ServiceOptions> = {},
) {
  const { lines, logger } = logTo(name);
  const config = {
    ...{ HOST: '127.0.0.1', PORT: 0, LOG_LEVEL: 'debug' },
    ...{ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, NINES_INSTANCE: `talent/${name}-0/7`, NINES_VERSION: 'a1b2' },
  };
  const service = await listenService({ name, config, logger, routes, drainMs: 0, ...rest });
  running.push(service);
  return { ...service, lines, url: `http://127.0.0.1:${service.port}` };
}

function fakeDatabase(): Kysely<{ users: { id: string } }> {
  return new Kysely({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (database) => new PostgresIntrospector(database),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
    log: traceQuery,
  });
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((service) => service.stop()));
  for (const server of collectors.splice(0)) server.close().closeAllConnections();
});

describe('traces', () => {
  it('tell of a request, the call and the query it makes, and of the callee, as one trace', async () => {
    const collector = await startCollector();
    const passedOn: unknown[] = [];
    const callee = await start('auth', collector.url, (app) => {
      app.get('/users/:id', (request) => {
        passedOn.push(request.headers['traceparent']);
        return { ok: true };
      });
    });
    const backend = createBackend({ name: 'auth', url: callee.url });
    const database = fakeDatabase();
    const caller = await start(
      'api',
      collector.url,
      (app) => {
        app.get('/people/:id', async () => {
          await backend.send({ method: 'GET', path: '/users/1?secret=x' });
          await database.selectFrom('users').select('id').where('id', '=', 'private').execute();
          return { ok: true };
        });
      },
      { onShutdown: () => backend.close() },
    );
    const answer = await fetch(`${caller.url}/people/1`, { headers: { traceparent: TRACEPARENT } });
    expect(await answer.json()).toEqual({ ok: true });
    await caller.stop();
    await callee.stop();

    expect(collector.paths[0]).toBe('POST /v1/traces application/x-protobuf');
    const find = (name: string): Received | undefined => collector.spans.find((span) => span.name === name);
    const [request, call, query, answered] = ['GET /people/:id', 'GET auth', 'SELECT', 'GET /users/:id'].map(find);
    expect(collector.spans).toHaveLength(4);
    expect(new Set(collector.spans.map(({ traceId }) => traceId))).toEqual(new Set([TRACE_ID]));
    expect(request).toMatchObject({ kind: SERVER, parentSpanId: 'b7ad6b7169203331' });
    expect(call).toMatchObject({ kind: CLIENT, parentSpanId: request?.spanId });
    expect(query).toMatchObject({ kind: CLIENT, parentSpanId: request?.spanId });
    expect(answered).toMatchObject({ kind: SERVER, parentSpanId: call?.spanId });
    expect(passedOn).toEqual([`00-${TRACE_ID}-${call?.spanId ?? ''}-01`]);
    expect(request?.resource).toEqual({
      'service.name': 'api',
      'service.instance.id': 'api-0',
      'service.version': 'a1b2',
    });
    expect(request?.attributes).toEqual({
      'http.request.method': 'GET',
      'http.route': '/people/:id',
      'http.response.status_code': 200,
      'nines.request.kind': 'user',
    });
    expect(call?.attributes).toMatchObject({ 'peer.service': 'auth', 'url.path': '/users/1' });
    expect(query?.attributes['db.query.text']).toBe('select "id" from "users" where "id" = $1');
    const logged = caller.lines.find((line) => line.msg === 'Request ended');
    expect(logged).toMatchObject({ trace_id: TRACE_ID, span_id: request?.spanId });
    for (const span of collector.spans) {
      expect(span.endTimeUnixNano).toBeGreaterThanOrEqual(span.startTimeUnixNano);
      expect(Math.abs(span.endTimeUnixNano / 1e6 - Date.now())).toBeLessThan(60_000);
    }
  });

  it('say what failed', async () => {
    const collector = await startCollector();
    const backend = createBackend({ name: 'auth', url: 'http://127.0.0.1:1' });
    const service = await start(
      'api',
      collector.url,
      (app) => {
        app.get('/away', async () => backend.send({ method: 'GET', path: '/' }));
        app.get('/missing', () => {
          throw new Problem(404, 'USER_UNKNOWN');
        });
      },
      { onShutdown: () => backend.close() },
    );
    await fetch(`${service.url}/away`);
    await fetch(`${service.url}/missing`);
    await service.stop();
    const failures = collector.spans.map(({ name, status, attributes }) => [
      name,
      status.code ?? 0,
      attributes['error.type'],
    ]);
    expect(failures).toEqual([
      ['GET auth', ERROR, 'ECONNREFUSED'],
      ['GET /away', ERROR, '503'],
      ['GET /missing', 0, undefined],
    ]);
  });

  it('leave out probes and what the caller does not want traced', async () => {
    const collector = await startCollector();
    const service = await start('api', collector.url, (app) => {
      app.get('/', () => ({}));
    });
    for (const path of ['/livez', '/readyz', '/health', '/metrics']) await fetch(service.url + path);
    await fetch(service.url, { headers: { traceparent: TRACEPARENT.replace(/01$/, '00') } });
    await service.stop();
    expect(collector.spans).toEqual([]);
  });

  it('cost no request when the collector is away, and hardly hold up the end', async () => {
    const service = await start('api', 'http://127.0.0.1:1', (app) => {
      app.get('/', () => ({}));
    });
    expect((await fetch(service.url)).status).toBe(200);
    const beganAt = performance.now();
    await service.stop();
    expect(performance.now() - beganAt).toBeLessThan(3_000);
  });

  it('cost one line in the log however long the collector refuses them, and arrive when it takes them again', async () => {
    const collector = await startCollector(400);
    const { lines, logger } = logTo('api');
    const traces = exportTraces({ endpoint: collector.url, service: 'api', logger, delayMs: 5 });
    for (let batch = 1; batch <= 3; batch += 1) {
      traces.record(SPAN);
      await vi.waitFor(() => expect(collector.spans).toHaveLength(batch), PATIENCE);
    }
    await vi.waitFor(() => expect(lines.map((line) => line.msg)).toEqual(['Traces cannot be delivered']), PATIENCE);
    collector.answerWith(200);
    traces.record(SPAN);
    await traces.shutdown();
    expect(collector.spans).toHaveLength(4);
    expect(lines).toHaveLength(1);
  });

  it('never pile up while the collector does not answer', async () => {
    const collector = await startCollector();
    collector.answerWith(undefined);
    const { logger } = logTo('api');
    const traces = exportTraces({ endpoint: collector.url, service: 'api', logger, delayMs: 5 });
    const beganAt = performance.now();
    for (let count = 0; count < 10_000; count += 1) traces.record(SPAN);
    expect((performance.now() - beganAt) / 10_000).toBeLessThan(0.1);
    await traces.shutdown();
    expect(performance.now() - beganAt).toBeLessThan(3_000);
  });
});
