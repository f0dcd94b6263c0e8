/** Doing something as soon as the server serves. */
import { type Clock, hasCode, messageOf } from '@nines/kernel';

import type { StoreLog } from '../store-log.ts';
import { atServer } from './connection-fault.ts';
import { retryDelayMs } from './retry-delay.ts';
import type { ServerAddress } from './server-address.ts';

export interface WhenReachableOptions {
  readonly address: ServerAddress;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly log: StoreLog;
  /** Budget for all attempts together, ms. */
  readonly timeoutMs: number;
  /** 0 to 1. */
  readonly random: () => number;
}

/**
 * Repeats `work` while the server is away.
 *
 * @throws NinesError `STORE_UNREACHABLE` after `timeoutMs`, and at once whatever else `work` fails with
 * @throws `signal.reason` as soon as the caller cancels; an attempt that is under way is abandoned
 */
export async function whenReachable<T>(work: () => Promise<T>, options: WhenReachableOptions): Promise<T> {
  const { address, clock, signal, log, timeoutMs, random } = options;
  const deadline = clock.monotonicMs() + timeoutMs;
  for (let failures = 1; ; failures += 1) {
    signal.throwIfAborted();
    try {
      return await unlessAborted(atServer(address, work), signal);
    } catch (error) {
      const delayMs = retryDelayMs(failures, random());
      if (!hasCode(error, 'STORE_UNREACHABLE') || clock.monotonicMs() + delayMs > deadline) throw error;
      if (failures === 1) log('waiting for the database', { reason: messageOf(error) });
      await clock.sleep(delayMs, signal).catch(() => undefined); // why it woke is read from the signal above
    }
  }
}

async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
