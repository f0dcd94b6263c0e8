/** Measured parts of a request: what happened, when, on whose behalf. Where nobody collects them, none are made. */
import type { RequestContext } from './request-context.ts';
import { randomHex, type Trace } from './traceparent.ts';

/** `server`: a request answered here. `client`: a call or a query made here. */
export type SpanKind = 'server' | 'client';

export type SpanAttributes = Readonly<Record<string, string | number>>;

/** A span that is over. Times are those of `performance.now()`, ms. */
export interface FinishedSpan {
  readonly trace: Trace;
  readonly kind: SpanKind;
  /** The same for all requests of one sort, `GET /items/:id`. */
  readonly name: string;
  readonly startedAt: number;
  readonly endedAt: number;
  /** @see OpenTelemetry semantic conventions 1.29, "HTTP spans" and "Database client spans" */
  readonly attributes: SpanAttributes;
  /** What went wrong, as one word (a status, an error's code); undefined where nothing did. */
  readonly failure?: string | undefined;
}

/** Takes spans; must return at once and never throw. */
export type SpanSink = (span: FinishedSpan) => void;

/** A call to somebody else that is under way. */
export interface CallSpan {
  /** What the callee is told: it is this call, not the whole request, that it works for. */
  readonly trace: Trace;
  /** Ends it; later calls change nothing. */
  end(failure?: string, attributes?: SpanAttributes): void;
}

/** Begins the span of a call made for a request; undefined where the request is not traced. */
export function beginCall(
  context: RequestContext | undefined,
  name: string,
  attributes: SpanAttributes,
): CallSpan | undefined {
  const sink = context?.spans;
  if (context === undefined || sink === undefined) return undefined;
  const trace = childOf(context.trace);
  const startedAt = performance.now();
  let isOver = false;
  return {
    trace,
    end: (failure, more) => {
      if (isOver) return;
      isOver = true;
      const endedAt = performance.now();
      sink({ trace, kind: 'client', name, startedAt, endedAt, attributes: { ...attributes, ...more }, failure });
    },
  };
}

/** A part of the same trace, one step deeper. */
export function childOf({ traceId, spanId, sampled }: Trace): Trace {
  return { traceId, parentSpanId: spanId, spanId: randomHex(8), sampled };
}

/** One word for what was thrown: an error's code, else its name. */
export function failureOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error ? String(error.code) : error.name;
}
