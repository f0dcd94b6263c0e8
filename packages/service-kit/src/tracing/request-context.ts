/** What follows a request through the service and on into the services it calls: its trace and its deadline. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { ServerResponse } from 'node:http';

import type { DeclaredLoad } from '../declared-load.ts';
import type { SpanSink } from './span.ts';
import type { Trace } from './traceparent.ts';

/** Tells a callee how long its caller still waits, ms. */
export const DEADLINE_HEADER = 'x-request-timeout-ms';

/** Longest time a request may take, ms; a caller can shorten it, never lengthen it. */
export const MAX_REQUEST_MS = 15_000;

/** Declared load, with the mark that says so. */
export interface MarkedLoad extends DeclaredLoad {
  /** Goes along to the services that this one calls. */
  readonly mark: string;
}

export interface RequestContextOptions {
  readonly trace: Trace;
  readonly response: ServerResponse;
  /** From now, @see MAX_REQUEST_MS */
  readonly timeoutMs: number;
  /** The verified mark of declared load, and what it says. */
  readonly declaredLoad?: MarkedLoad | undefined;
  /** Where spans of this request go; undefined where nobody wants them. */
  readonly spans?: SpanSink | undefined;
}

/** One request under way. Its `signal` is made on first use, so that a request that calls nobody pays nothing. */
export class RequestContext {
  readonly trace: Trace;
  /** Undefined for a user's request. */
  readonly declaredLoad: MarkedLoad | undefined;
  readonly spans: SpanSink | undefined;
  readonly #deadlineAt: number;
  readonly #response: ServerResponse;
  #controller: AbortController | undefined;

  constructor({ trace, response, timeoutMs, declaredLoad, spans }: RequestContextOptions) {
    this.trace = trace;
    this.declaredLoad = declaredLoad;
    this.spans = spans;
    this.#response = response;
    this.#deadlineAt = performance.now() + timeoutMs;
  }

  /** Time left, ms, at least 0. */
  get remainingMs(): number {
    return Math.max(0, Math.ceil(this.#deadlineAt - performance.now()));
  }

  /** Aborts when the caller has gone away or, with a `TimeoutError`, at the deadline. */
  get signal(): AbortSignal {
    this.#controller ??= this.#watch(new AbortController());
    return this.#controller.signal;
  }

  #watch(controller: AbortController): AbortController {
    const timer = setTimeout(() => {
      controller.abort(new DOMException('The request took too long', 'TimeoutError'));
    }, this.remainingMs);
    const closed = (): void => {
      clearTimeout(timer);
      controller.abort(new DOMException('The caller went away', 'AbortError'));
    };
    if (this.#response.closed) closed();
    else this.#response.once('close', closed);
    return controller;
  }
}

/** What a caller's deadline header allows, ms. Nonsense is ignored. */
export function timeoutMsOf(header: string | undefined): number {
  const asked = header !== undefined && /^\d{1,9}$/.test(header) ? Number(header) : MAX_REQUEST_MS;
  return Math.min(asked, MAX_REQUEST_MS);
}

const storage = new AsyncLocalStorage<RequestContext>();

/** Runs `callback` and all that it starts as part of the request. */
export function runInContext<TResult>(context: RequestContext, callback: () => TResult): TResult {
  return storage.run(context, callback);
}

/** The request that the running code works for; undefined outside of requests. */
export function currentContext(): RequestContext | undefined {
  return storage.getStore();
}
