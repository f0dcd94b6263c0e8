/**
 * Open-loop load: requests are sent at times that are fixed beforehand, however the server does, and their latency counts
 * from the time they should have been sent. A server that stalls cannot slow the load down and so hide its stall.
 */
import { setTimeout as sleep } from 'node:timers/promises';

/** How one request went. */
export type RequestOutcome =
  | { readonly kind: 'ok' }
  /** No answer had begun. */
  | { readonly kind: 'failed'; readonly reason: string }
  /** The answer broke off. */
  | { readonly kind: 'cut'; readonly reason: string };

/** One request of the load. */
export interface RequestRecord {
  readonly outcome: RequestOutcome;
  /** When it should have been sent, ms of `performance.now()`. */
  readonly intendedAt: number;
  readonly latencyMs: number;
}

export interface OpenLoopOptions {
  readonly requestsPerSecond: number;
  readonly durationMs: number;
  /** Sends request number `index`. Must not reject. */
  readonly send: (index: number) => Promise<RequestOutcome>;
  readonly signal: AbortSignal;
}

/** Resolves when every request is settled. @returns records in the order of intended times */
export async function runOpenLoop(options: OpenLoopOptions): Promise<readonly RequestRecord[]> {
  const { requestsPerSecond, durationMs, send, signal } = options;
  const beganAt = performance.now();
  const total = Math.floor((durationMs / 1_000) * requestsPerSecond);
  const pending: Promise<RequestRecord>[] = [];
  for (let index = 0; index < total; index += 1) {
    const intendedAt = beganAt + (index * 1_000) / requestsPerSecond;
    const waitMs = intendedAt - performance.now();
    if (waitMs > 0) await sleep(waitMs, undefined, { signal });
    pending.push(send(index).then((outcome) => ({ outcome, intendedAt, latencyMs: performance.now() - intendedAt })));
  }
  return Promise.all(pending);
}
