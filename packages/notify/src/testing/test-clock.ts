/** Clocks for tests of what waits for others: time stands still, and runs out when told. */
import type { Clock } from '@nines/kernel';

export interface TestClock extends Clock {
  nowMs: number;
  /** Pauses that were asked for, ms; they end at once. */
  readonly pauses: readonly number[];
  /** Ends all timeouts that run. */
  runOut(): void;
}

export function testClock(nowMs = Date.parse('2026-11-29T19:23:05.000Z')): TestClock {
  const pauses: number[] = [];
  const timeouts = new Set<AbortController>();
  return {
    nowMs,
    pauses,
    now() {
      return this.nowMs;
    },
    monotonicMs() {
      return this.nowMs;
    },
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      pauses.push(ms);
    },
    timeoutSignal: () => {
      const controller = new AbortController();
      timeouts.add(controller);
      return controller.signal;
    },
    runOut: () => {
      for (const timeout of timeouts) timeout.abort(new DOMException('time is over', 'TimeoutError'));
      timeouts.clear();
    },
  };
}
