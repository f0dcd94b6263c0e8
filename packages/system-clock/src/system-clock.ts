/** The machine's clock. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '@nines/kernel';

/**
 * Monotonic time counts from the start of the machine (`CLOCK_MONOTONIC`), so that what one process noted means the
 * same to the next.
 */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => Number(process.hrtime.bigint() / 1_000n) / 1_000,
  sleep: (ms, signal) => sleep(ms, undefined, signal === undefined ? {} : { signal }),
  timeoutSignal: (ms) => AbortSignal.timeout(ms),
};
