/**
 * W3C trace context: who asked whom, told by one header.
 *
 * @see W3C Recommendation "Trace Context", section 3.2 "Traceparent Header"
 */
import { randomBytes } from 'node:crypto';

/** Position of one request in a trace. Ids are lower-case hex. */
export interface Trace {
  /** 32 digits, the same for everything that one user request causes. */
  readonly traceId: string;
  /** 16 digits, this service's part of it. */
  readonly spanId: string;
  /** The caller's span; absent where the trace begins here. */
  readonly parentSpanId?: string;
  readonly sampled: boolean;
}

const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** Source of random lower-case hex, `bytes` long. */
export type RandomHex = (bytes: number) => string;

/** Bytes that are drawn at once: asking the generator for each id would cost more than all the rest of a request. */
const POOL_BYTES = 4_096;

let pool = Buffer.alloc(0);
let used = 0;

/** Cryptographic randomness, so that ids of different replicas never meet. At most `POOL_BYTES` at a time. */
export const randomHex: RandomHex = (bytes) => {
  if (used + bytes > pool.length) {
    pool = randomBytes(POOL_BYTES);
    used = 0;
  }
  used += bytes;
  return pool.toString('hex', used - bytes, used);
};

/**
 * The trace of an incoming request: the caller's, one step deeper, or a new one where the header is missing or
 * malformed. Version 00 must have nothing after the flags; a later version may.
 */
export function traceOf(header: string | undefined, random: RandomHex = randomHex): Trace {
  const match = header === undefined ? null : TRACEPARENT.exec(header);
  const [, traceId, parentSpanId, flags, rest] = match ?? [];
  if (
    traceId === undefined ||
    parentSpanId === undefined ||
    (rest !== undefined && header?.startsWith('00') === true)
  ) {
    return { traceId: random(16), spanId: random(8), sampled: true };
  }
  return { traceId, parentSpanId, spanId: random(8), sampled: (Number.parseInt(flags ?? '0', 16) & 1) === 1 };
}

/** The header for a call made on behalf of `trace`. */
export function traceparentOf(trace: Trace): string {
  return `00-${trace.traceId}-${trace.spanId}-${trace.sampled ? '01' : '00'}`;
}
