/** Every limit and every duration of the data plane, in one place. */
import type { RequestLimits } from './http/request-parser.ts';

export interface MeshSettings extends RequestLimits {
  /** Pieces of a request body kept for a second try. Larger bodies are not replayed. */
  readonly maxReplayBytes: number;
  /** Client connections per listener. One more is answered 503 (TCP: closed). */
  readonly maxConnections: number;
  /** Idle keep-alive connections kept per endpoint. */
  readonly maxIdleUpstreams: number;
  /** From an accepted connection to the end of its TLS handshake. */
  readonly handshakeTimeoutMs: number;
  /** From the first byte of a request head to its last; then 408. */
  readonly headTimeoutMs: number;
  /** Between two pieces of a request body that we are ready to read; then 408. */
  readonly bodyTimeoutMs: number;
  /** A client connection without a request under way is closed. */
  readonly idleTimeoutMs: number;
  /** A response under way that makes no progress, in either direction, is cut off. */
  readonly streamTimeoutMs: number;
  /** From the end of the request to the head of its final response, all tries together; then 504. */
  readonly deadlineMs: number;
  /** A try without progress for this long is given up where another may follow. */
  readonly perTryTimeoutMs: number;
  readonly connectTimeoutMs: number;
  /** An idle upstream connection is closed after this; shorter than the 5 s after which Node's own server closes. */
  readonly upstreamIdleMs: number;
  /** Only a connection idle for less than this carries a request that could not be sent again. */
  readonly unsafeReuseMs: number;
  /** A client that closed its sending side is answered if it takes no longer than this, then counted as gone. */
  readonly halfCloseGraceMs: number;
  /** While draining, a connection waits this long for one more request, which is told that it is the last. */
  readonly drainIdleMs: number;
  /** While draining, raw connections whose last word was the endpoint's are ended after so much silence. */
  readonly drainQuietMs: number;
  /** How long what a client still sends is read and dropped after the last response, so that it gets to read it. */
  readonly lingerMs: number;
  /** How long an endpoint is avoided after its first failure; doubled with each further one, at most 30 s. */
  readonly ejectionMs: number;
  /** Period of the one timer behind all of these. */
  readonly tickMs: number;
  /** A listener that could not be opened is tried again. */
  readonly listenRetryMs: number;
}

/** @see nginx and HAProxy documentation for comparable defaults: 8 KiB request line, 32 KiB head, 60-75 s idle */
export const DEFAULT_SETTINGS: MeshSettings = {
  maxRequestLineBytes: 8_192,
  maxHeadBytes: 32_768,
  maxFields: 100,
  maxBodyBytes: 128 * 1_024 * 1_024,
  maxReplayBytes: 65_536,
  maxConnections: 4_096,
  maxIdleUpstreams: 128,
  handshakeTimeoutMs: 10_000,
  headTimeoutMs: 10_000,
  bodyTimeoutMs: 30_000,
  idleTimeoutMs: 75_000,
  streamTimeoutMs: 300_000,
  deadlineMs: 30_000,
  perTryTimeoutMs: 5_000,
  connectTimeoutMs: 1_000,
  upstreamIdleMs: 4_000,
  unsafeReuseMs: 1_000,
  halfCloseGraceMs: 1_000,
  drainIdleMs: 1_000,
  drainQuietMs: 200,
  lingerMs: 2_000,
  ejectionMs: 1_000,
  tickMs: 50,
  listenRetryMs: 1_000,
};
