/** The machine's clock. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '@nines/kernel';

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  sleep: async (ms, signal) => {
    await sleep(ms, undefined, signal === undefined ? {} : { signal }).catch((error: unknown) => {
      signal?.throwIfAborted();
      throw error;
    });
  },
  timeoutSignal: (ms) => AbortSignal.timeout(ms),
};
