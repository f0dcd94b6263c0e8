/** The supervisor's side of the control socket: parses, calls, answers. Decides nothing. */
import { rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { once } from 'node:events';
import { messageOf, NinesError } from '@nines/kernel';
import type { ApplyReceipt, LogLine, LogOptions, NinesEvent } from '@nines/kernel';
import { CONTROL_VERSION, CONTROL_VERSION_HEADER } from './contract.ts';
import type { ApplyRequest, ControlProblem, DesiredReport, PlatformReport, ScaleRequest } from './contract.ts';
import { readJson, sendJson, sendLines } from './http.ts';

/** What the socket gives access to. */
export interface ControlTarget {
  apply(request: ApplyRequest): Promise<ApplyReceipt>;
  report(): Promise<PlatformReport>;
  /** @throws NinesError `RUNTIME_NOTHING_APPLIED` */
  desired(): Promise<DesiredReport>;
  observe(since: string | undefined, signal: AbortSignal): AsyncIterable<NinesEvent>;
  restart(service: string): Promise<void>;
  scale(service: string, replicas: number): Promise<void>;
  logs(service: string, options: LogOptions): AsyncIterable<LogLine>;
  /** Begins to stop the platform; resolves at once. */
  shutdown(): Promise<void>;
}

export interface ControlServerOptions {
  readonly socketPath: string;
  readonly target: ControlTarget;
  /** Called with what was not expected; the caller is answered without detail. */
  readonly onUnexpectedError: (error: unknown) => void;
}

interface Call {
  readonly target: ControlTarget;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  /** The service of the path, decoded; empty where the route has none. */
  readonly service: string;
  /** Aborts when the caller goes away. */
  readonly signal: AbortSignal;
}

interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: RegExp;
  readonly handle: (call: Call) => Promise<void>;
}

const ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: /^\/platform$/,
    handle: async (call) => {
      sendJson(call.response, 200, await call.target.report());
    },
  },
  {
    method: 'GET',
    path: /^\/desired$/,
    handle: async (call) => {
      sendJson(call.response, 200, await call.target.desired());
    },
  },
  { method: 'POST', path: /^\/apply$/, handle: apply },
  { method: 'POST', path: /^\/shutdown$/, handle: shutdown },
  { method: 'GET', path: /^\/events$/, handle: events },
  { method: 'POST', path: /^\/services\/([^/]+)\/restart$/, handle: restart },
  { method: 'POST', path: /^\/services\/([^/]+)\/scale$/, handle: scale },
  { method: 'GET', path: /^\/services\/([^/]+)\/logs$/, handle: logs },
];

const STATUS_BY_CODE: Readonly<Record<string, number>> = {
  CONTROL_BAD_REQUEST: 400,
  CONTROL_VERSION_MISMATCH: 426,
  RUNTIME_NOTHING_APPLIED: 404,
  RUNTIME_UNKNOWN_SERVICE: 404,
  RUNTIME_PORT_TAKEN: 409,
  RUNTIME_SHUTTING_DOWN: 409,
};

/**
 * Listens on the socket; resolves once callers can connect. The caller holds the platform's lock, so a socket that is
 * there already was left by a supervisor that was killed.
 */
export async function startControlServer(options: ControlServerOptions): Promise<Server> {
  const server = createServer((request, response) => void answer(options, request, response));
  rmSync(options.socketPath, { force: true });
  server.listen(options.socketPath);
  await once(server, 'listening');
  return server;
}

async function answer(
  options: ControlServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  response.on('close', () => {
    gone.abort();
  });
  try {
    const spoken = request.headers[CONTROL_VERSION_HEADER];
    if (spoken !== String(CONTROL_VERSION)) throw versionMismatch(String(spoken));
    const url = new URL(request.url ?? '/', 'http://supervisor');
    const { route, service } = findRoute(request.method ?? '', url.pathname);
    await route.handle({ target: options.target, request, response, url, service, signal: gone.signal });
  } catch (error) {
    if (gone.signal.aborted) return;
    fail(options, response, error);
  }
}

function findRoute(method: string, pathname: string): { route: Route; service: string } {
  for (const route of ROUTES) {
    const match = route.method === method ? route.path.exec(pathname) : null;
    if (match !== null) return { route, service: decodeURIComponent(match[1] ?? '') };
  }
  throw new NinesError('CONTROL_BAD_REQUEST', `no such call: ${method} ${pathname}`);
}

function fail(options: ControlServerOptions, response: ServerResponse, error: unknown): void {
  const known = error instanceof NinesError;
  if (!known) options.onUnexpectedError(error);
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const code = known ? error.code : 'CONTROL_UNEXPECTED';
  const detail = known ? messageOf(error) : 'the supervisor met an unexpected error; its log says more';
  const status = known ? (STATUS_BY_CODE[code] ?? 422) : 500;
  sendJson(response, status, { status, code, detail } satisfies ControlProblem);
}

async function apply(call: Call): Promise<void> {
  const body = await readJson(call.request);
  if (typeof body !== 'object' || body === null || !('catalog' in body) || !('secretValues' in body)) {
    throw new NinesError('CONTROL_BAD_REQUEST', 'apply needs catalog and secretValues');
  }
  // The socket is the owner's alone and the version header matched, so the shape is the client's promise.
  sendJson(call.response, 200, await call.target.apply(body as ApplyRequest));
}

async function scale(call: Call): Promise<void> {
  const body = (await readJson(call.request)) as Partial<ScaleRequest> | undefined;
  const replicas = body?.replicas;
  if (typeof replicas !== 'number' || !Number.isInteger(replicas) || replicas < 0) {
    throw new NinesError('CONTROL_BAD_REQUEST', 'replicas must be a whole number of 0 or more');
  }
  await call.target.scale(call.service, replicas);
  sendJson(call.response, 200, {});
}

async function restart(call: Call): Promise<void> {
  await call.target.restart(call.service);
  sendJson(call.response, 200, {});
}

async function shutdown(call: Call): Promise<void> {
  await call.target.shutdown();
  sendJson(call.response, 202, {});
}

async function events(call: Call): Promise<void> {
  const since = call.url.searchParams.get('since') ?? undefined;
  await sendLines(call.response, call.target.observe(since, call.signal));
}

async function logs(call: Call): Promise<void> {
  const tail = Number(call.url.searchParams.get('tail') ?? '100');
  const follow = call.url.searchParams.get('follow') === 'true';
  await sendLines(call.response, call.target.logs(call.service, { tail, follow, signal: call.signal }));
}

function versionMismatch(spoken: string): NinesError {
  const message = `this platform's supervisor speaks control version ${CONTROL_VERSION}, the caller ${spoken}; stop the platform with the nines that started it`;
  return new NinesError('CONTROL_VERSION_MISMATCH', message);
}
