/**
 * A client of another service, through the address that the platform gave for it.
 *
 * There is no circuit breaker: the address answers at once whether anybody is behind it, so a backend that is away
 * costs a refused connection, and one that is back costs nothing.
 */
import type { Readable } from 'node:stream';

import { type Dispatcher, Pool } from 'undici';
import type { z } from 'zod';

import { DECLARED_LOAD_HEADER } from '../declared-load.ts';
import { currentContext, DEADLINE_HEADER, MAX_REQUEST_MS } from '../tracing/request-context.ts';
import { beginCall, type CallSpan, failureOf } from '../tracing/span.ts';
import { traceparentOf } from '../tracing/traceparent.ts';
import { answerProblem, isStaleConnection, nonsenseProblem, transportProblem } from './failures.ts';

export interface BackendOptions {
  /** Service name; shown to users when it is away. */
  readonly name: string;
  /** Origin, `http://127.0.0.1:40001`. */
  readonly url: string;
  /** Time to connect, ms: on one machine a refusal is immediate, and a stuck listener should not cost more. @defaultValue 500 */
  readonly connectTimeoutMs?: number;
  /** Connections at most; more calls at once wait for one. @defaultValue 64 */
  readonly connections?: number;
}

export interface BackendCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Path and query, encoded. */
  readonly path: string;
  /** Sent as Bearer token. */
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A JSON body; excludes `body`. */
  readonly json?: unknown;
  /** A body that is passed on as it comes; such a call is never repeated. */
  readonly body?: Readable;
  /** The call's own limit, ms, within what the current request has left. @defaultValue what is left */
  readonly timeoutMs?: number;
}

/** An answer below 400 whose body is still to be read. */
export interface BackendAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Readable & { json(): Promise<unknown>; dump(): Promise<void> };
}

/** All methods throw Problem `BACKEND_UNAVAILABLE`, `BACKEND_TIMEOUT`, `BACKEND_FAILED`, or the backend's own 4xx. */
export interface Backend {
  readonly name: string;
  /** A call whose answer is JSON of the given shape. Unknown keys in it are dropped. */
  call<TSchema extends z.ZodType>(call: BackendCall, schema: TSchema): Promise<z.output<TSchema>>;
  /** A call whose answer has no content of interest. */
  send(call: BackendCall): Promise<void>;
  /** A call whose answer is streamed. The caller must read or destroy `body`. */
  open(call: BackendCall): Promise<BackendAnswer>;
  close(): Promise<void>;
}

/** Largest answer that is read, bytes. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

/** Makes a client with its own connection pool. */
export function createBackend(options: BackendOptions): Backend {
  const { name, url, connectTimeoutMs = 500, connections = 64 } = options;
  const pool = new Pool(url, {
    connections,
    pipelining: 1,
    connect: { timeout: connectTimeoutMs },
    maxResponseSize: MAX_ANSWER_BYTES,
  });
  const open = (call: BackendCall): Promise<BackendAnswer> => exchange(pool, name, call);
  return {
    name,
    open,
    call: async (call, schema) => {
      const { body } = await open(call);
      const parsed = schema.safeParse(await readJson(name, body));
      if (!parsed.success) throw nonsenseProblem(name, parsed.error);
      return parsed.data;
    },
    send: async (call) => {
      const { body } = await open(call);
      await body.dump();
    },
    close: () => pool.close(),
  };
}

async function exchange(pool: Pool, name: string, call: BackendCall): Promise<BackendAnswer> {
  const answer = await requestWithRetry(pool, name, call);
  if (answer.status < 400) return answer;
  const document = await answer.body.json().catch(() => undefined);
  const retryAfter = answer.headers['retry-after'];
  throw answerProblem(name, answer.status, document, typeof retryAfter === 'string' ? retryAfter : undefined);
}

/** One more try where an idle connection was closed under a call that may be repeated. */
async function requestWithRetry(pool: Pool, name: string, call: BackendCall): Promise<BackendAnswer> {
  const repeatable = call.method !== 'POST' && call.body === undefined;
  try {
    return await request(pool, name, call).catch((error: unknown) => {
      if (repeatable && isStaleConnection(error)) return request(pool, name, call);
      throw error;
    });
  } catch (error) {
    throw transportProblem(name, error);
  }
}

async function request(pool: Pool, name: string, call: BackendCall): Promise<BackendAnswer> {
  const context = currentContext();
  const span = beginCall(context, `${call.method} ${name}`, {
    'http.request.method': call.method,
    'peer.service': name,
    'url.path': call.path.replace(/\?.*$/s, ''),
  });
  const timeoutMs = Math.min(context?.remainingMs ?? MAX_REQUEST_MS, call.timeoutMs ?? MAX_REQUEST_MS);
  const answer = pool.request({
    method: call.method,
    path: call.path,
    headers: {
      ...call.headers,
      ...(call.token !== undefined && { authorization: `Bearer ${call.token}` }),
      ...(call.json !== undefined && { 'content-type': 'application/json' }),
      ...(context !== undefined && { traceparent: traceparentOf(span?.trace ?? context.trace) }),
      ...(context?.declaredLoad !== undefined && { [DECLARED_LOAD_HEADER]: context.declaredLoad.mark }),
      [DEADLINE_HEADER]: String(timeoutMs),
    },
    body: call.json === undefined ? (call.body ?? null) : JSON.stringify(call.json),
    headersTimeout: Math.max(1, timeoutMs),
    bodyTimeout: Math.max(1, timeoutMs),
    signal: context?.signal ?? AbortSignal.timeout(timeoutMs),
  });
  if (span !== undefined) endWith(answer, span);
  const { statusCode, headers, body } = await answer;
  return { status: statusCode, headers, body };
}

/** The span lasts until the answer is read, or given up. */
function endWith(answer: Promise<Dispatcher.ResponseData>, span: CallSpan): void {
  answer.then(
    ({ statusCode, body }) => {
      const attributes = { 'http.response.status_code': statusCode };
      body.once('close', () => span.end(statusCode >= 400 ? String(statusCode) : undefined, attributes));
    },
    (error: unknown) => span.end(failureOf(error)),
  );
}

async function readJson(name: string, body: BackendAnswer['body']): Promise<unknown> {
  try {
    return await body.json();
  } catch (error) {
    throw error instanceof SyntaxError ? nonsenseProblem(name, error) : transportProblem(name, error);
  }
}
