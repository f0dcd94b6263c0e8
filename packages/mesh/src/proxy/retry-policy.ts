/** When a request is tried a second time, and what the first time says about its instance. */
import type { Evidence } from '../upstream/health.ts';

/**
 * What ended a try: no connection, a connection that closed without an answer, no answer in time, an instance that was
 * declared unready, an answer that says "not now" (502, 503, 504), or one that is not HTTP.
 */
export type TryFailure = 'connect' | 'reset' | 'timeout' | 'unready' | 'gateway' | 'malformed';

export interface TrySituation {
  readonly tries: number;
  readonly isIdempotent: boolean;
  /** All of the request that was received is still at hand. */
  readonly canReplay: boolean;
  /** Some of the final response has arrived. A `gateway` answer is one that has, and is thrown away. */
  readonly hasAnswer: boolean;
  readonly failure: TryFailure;
}

const MAX_TRIES = 2;

/**
 * Whether the protocol and our rule allow another try; whether there is an instance to try is another question.
 *
 * A request that is not idempotent is repeated only when nothing of it can have been seen.
 *
 * @see RFC 9110, section 9.2.2; RFC 9112, section 9.3.1
 */
export function mayRetry({ tries, isIdempotent, canReplay, hasAnswer, failure }: TrySituation): boolean {
  if (tries >= MAX_TRIES || !canReplay || failure === 'malformed') return false;
  if (failure === 'connect') return true;
  if (failure === 'gateway') return isIdempotent;
  return isIdempotent && !hasAnswer;
}

/** A second try puts no more load on the service: the first one has never reached an instance, or died with it. */
export function costsNothing(failure: TryFailure): boolean {
  return failure === 'connect' || failure === 'unready';
}

/**
 * What a failed try says about its instance; undefined: nothing.
 *
 * @param wasUsed the connection had carried another request: it may have been closed for being idle
 */
export function evidenceOf(failure: TryFailure, wasUsed: boolean): Evidence | undefined {
  if (failure === 'connect') return 'refused';
  if (failure === 'unready' || (failure === 'reset' && wasUsed)) return undefined;
  return 'lost';
}

/** Statuses by which an instance or a gateway before it says that another try may do better. */
export function isGatewayFailure(status: number): boolean {
  return status === 502 || status === 503 || status === 504;
}
