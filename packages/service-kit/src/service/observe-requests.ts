/** Sees every request once when it begins and once when it ends: context, metrics, and the log of what went wrong. */
import type { FastifyReply, FastifyRequest } from 'fastify';

import { BelievedMarks } from '../believed-marks.ts';
import { DECLARED_LOAD_HEADER } from '../declared-load.ts';
import { type Logger, traceFields } from '../logs/logger.ts';
import type { RequestKind, RequestOutcome, ServiceMetrics } from '../metrics/service-metrics.ts';
import {
  DEADLINE_HEADER,
  type MarkedLoad,
  RequestContext,
  runInContext,
  timeoutMsOf,
} from '../tracing/request-context.ts';
import type { FinishedSpan, SpanSink } from '../tracing/span.ts';
import { type Trace, traceOf } from '../tracing/traceparent.ts';
import type { ServiceApp } from './service-app.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Trace and deadline of this request. */
    context: RequestContext;
  }
  interface FastifyContextConfig {
    /** @defaultValue 'user' */
    kind?: RequestKind;
  }
}

/** A request slower than this, ms, is logged at `info` even if it succeeded. */
const SLOW_MS = 1_000;

/** What is recorded where no route matched: one series, whatever strangers ask for. */
const UNMATCHED = '(unmatched)';

export interface ObserveOptions {
  readonly metrics: ServiceMetrics;
  readonly logger: Logger;
  /** Signs the marks of declared load; without it no mark is believed. */
  readonly visitorKey?: string | undefined;
  /** Where spans go; without it none are made. */
  readonly spans?: SpanSink | undefined;
}

/** Adds the hooks; call it before any route. */
export function observeRequests(app: ServiceApp, options: ObserveOptions): void {
  const { metrics, logger, visitorKey, spans } = options;
  const marks = visitorKey === undefined ? undefined : new BelievedMarks(visitorKey);
  app.decorateRequest('context');
  app.addHook('onRequest', (request, reply, done) => {
    const startedAt = performance.now();
    request.context = contextOf(request, reply, marks, spans);
    metrics.requestBegan();
    reply.raw.once('close', () => {
      const endedAt = performance.now();
      const outcome = outcomeOf(request, reply, (endedAt - startedAt) / 1_000);
      metrics.requestEnded(outcome);
      logRequest(logger, request.context.trace, outcome);
      request.context.spans?.(serverSpan(request, outcome, startedAt, endedAt));
    });
    done();
  });
  // Not earlier: parsing the body runs in the connection's context, which would be the one of its first request.
  app.addHook('preValidation', (request, _reply, done) => {
    runInContext(request.context, done);
  });
}

function contextOf(
  request: FastifyRequest,
  reply: FastifyReply,
  marks: BelievedMarks | undefined,
  spans: SpanSink | undefined,
): RequestContext {
  const trace = traceOf(single(request.headers['traceparent']));
  const isTraced = trace.sampled && request.routeOptions.config.kind !== 'probe';
  return new RequestContext({
    trace,
    response: reply.raw,
    timeoutMs: timeoutMsOf(single(request.headers[DEADLINE_HEADER])),
    declaredLoad: declaredLoadOf(request, marks),
    spans: isTraced ? spans : undefined,
  });
}

function serverSpan(
  request: FastifyRequest,
  outcome: RequestOutcome,
  startedAt: number,
  endedAt: number,
): FinishedSpan {
  const { method, endpoint, status, kind } = outcome;
  return {
    trace: request.context.trace,
    kind: 'server',
    name: `${method} ${endpoint}`,
    startedAt,
    endedAt,
    attributes: {
      'http.request.method': method,
      'http.route': endpoint,
      'http.response.status_code': status,
      'nines.request.kind': kind,
    },
    failure: status >= 500 ? String(status) : undefined,
  };
}

/** Where the mark is one that we signed. Whatever else is in the header counts as a user's request. */
function declaredLoadOf(request: FastifyRequest, marks: BelievedMarks | undefined): MarkedLoad | undefined {
  const mark = single(request.headers[DECLARED_LOAD_HEADER]);
  const load = mark === undefined ? undefined : marks?.find(mark, Date.now());
  return mark === undefined || load === undefined ? undefined : { ...load, mark };
}

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

function outcomeOf(request: FastifyRequest, reply: FastifyReply, seconds: number): RequestOutcome {
  return {
    kind: request.routeOptions.config.kind ?? request.context.declaredLoad?.kind ?? 'user',
    method: request.method,
    endpoint: request.routeOptions.url ?? UNMATCHED,
    status: reply.raw.writableFinished ? reply.raw.statusCode : 499,
    seconds,
  };
}

function logRequest(logger: Logger, trace: Trace, outcome: RequestOutcome): void {
  const ms = outcome.seconds * 1_000;
  const level = levelOf(outcome.kind, outcome.status, ms);
  if (!logger.isLevelEnabled(level)) return;
  const { method, endpoint, status } = outcome;
  const fields = { ...traceFields(trace), method, endpoint, status, durationMs: Math.round(ms) };
  logger[level](fields, 'Request ended');
}

/** Errors are logged where they are handled; this line says how the request ended. */
function levelOf(kind: RequestKind, status: number, ms: number): 'info' | 'debug' | 'trace' {
  if (kind === 'probe') return 'trace';
  return status >= 400 || ms >= SLOW_MS ? 'info' : 'debug';
}
