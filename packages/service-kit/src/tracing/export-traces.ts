/**
 * Spans on their way to a collector by OTLP. Loaded only where one is configured: OpenTelemetry's packages are more than
 * half as large as the rest of a service.
 *
 * Spans wait in a bounded queue and leave in batches. A collector that is away costs the spans and one line in the log,
 * never a request.
 */
import { type HrTime, type SpanContext, SpanKind, SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, type ReadableSpan, type SpanExporter } from '@opentelemetry/sdk-trace';

import type { Logger } from '../logs/logger.ts';
import type { FinishedSpan, SpanSink } from './span.ts';

export interface TraceExportOptions {
  /** Base URL of an OTLP/HTTP collector; spans go to `/v1/traces` below it. */
  readonly endpoint: string;
  readonly service: string;
  /** The replica's stable name, `auth-0`. */
  readonly instance?: string | undefined;
  readonly version?: string | undefined;
  readonly logger: Logger;
  /** Longest time that a span waits for others, ms. @defaultValue 2_000 */
  readonly delayMs?: number;
}

export interface TraceExport {
  readonly record: SpanSink;
  /** Delivers what is left, within `FLUSH_MS`. */
  readonly shutdown: () => Promise<void>;
}

/** How long a collector may take for one batch, ms. */
const EXPORT_TIMEOUT_MS = 2_000;

/** How long the end of a service may wait for its last spans, ms. */
const FLUSH_MS = 1_000;

/** Spans that wait at most; more are dropped. */
const QUEUE_SIZE = 2_048;

/** A clock that differs from the system's by this much, ms, follows it. */
const TOLERATED_DRIFT_MS = 50;

/** @see OpenTelemetry specification 1.40, "Trace SDK", "Batching processor"; semantic conventions, "Service" */
export function exportTraces(options: TraceExportOptions): TraceExport {
  const { endpoint, service, instance, version, logger, delayMs = 2_000 } = options;
  const url = `${endpoint.replace(/\/$/, '')}/v1/traces`;
  const processor = new BatchSpanProcessor({
    exporter: sayOnce(new OTLPTraceExporter({ url, timeoutMillis: EXPORT_TIMEOUT_MS }), logger),
    maxQueueSize: QUEUE_SIZE,
    scheduledDelayMillis: delayMs,
    exportTimeoutMillis: EXPORT_TIMEOUT_MS,
  });
  const resource = resourceFromAttributes({
    'service.name': service,
    ...(instance !== undefined && { 'service.instance.id': instance }),
    ...(version !== undefined && { 'service.version': version }),
  });
  const timeOf = wallClock();
  return {
    record: (span) => {
      processor.onEnd({ ...readableSpan(span, timeOf), resource });
    },
    shutdown: async () => {
      const flushed = processor.shutdown().catch(() => undefined); // said once already
      await Promise.race([flushed, new Promise((resolve) => setTimeout(resolve, FLUSH_MS))]);
    },
  };
}

/** Logs the first failure of a row, so that an outage of the collector is one line, however long it lasts. */
function sayOnce(exporter: SpanExporter, logger: Logger): SpanExporter {
  let isFailing = false;
  return {
    export: (spans, done) => {
      exporter.export(spans, (result) => {
        const failed = result.error !== undefined;
        if (failed && !isFailing) logger.warn({ err: result.error }, 'Traces cannot be delivered');
        isFailing = failed;
        done(result);
      });
    },
    shutdown: () => exporter.shutdown(),
  };
}

type TimeOf = (performanceMs: number) => HrTime;

function readableSpan(span: FinishedSpan, timeOf: TimeOf): Omit<ReadableSpan, 'resource'> {
  const { trace, kind, name, startedAt, endedAt, failure } = span;
  const contextOf = (spanId: string): SpanContext => {
    return { traceId: trace.traceId, spanId, traceFlags: TraceFlags.SAMPLED };
  };
  return {
    name,
    kind: kind === 'server' ? SpanKind.SERVER : SpanKind.CLIENT,
    spanContext: () => contextOf(trace.spanId),
    ...(trace.parentSpanId !== undefined && {
      parentSpanContext: { ...contextOf(trace.parentSpanId), isRemote: kind === 'server' },
    }),
    startTime: timeOf(startedAt),
    endTime: timeOf(endedAt),
    duration: hrTime(endedAt - startedAt),
    status: { code: failure === undefined ? SpanStatusCode.UNSET : SpanStatusCode.ERROR },
    attributes: failure === undefined ? span.attributes : { ...span.attributes, 'error.type': failure },
    links: [],
    events: [],
    ended: true,
    instrumentationScope: { name: '@nines/service-kit' },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

/** Monotonic within a request, and right by the wall clock even in a process that ran through a clock correction. */
function wallClock(): TimeOf {
  let offset = performance.timeOrigin;
  return (performanceMs) => {
    const exact = Date.now() - performance.now();
    if (Math.abs(exact - offset) > TOLERATED_DRIFT_MS) offset = exact;
    return hrTime(offset + performanceMs);
  };
}

function hrTime(ms: number): HrTime {
  const seconds = Math.floor(ms / 1_000);
  return [seconds, Math.round((ms - seconds * 1_000) * 1e6)];
}
