/** Trying again for as long as it takes. */
import { messageOf } from '@nines/kernel';
import type { Clock } from '@nines/kernel';
import type { Log } from './log.ts';

export interface PersistOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly log: Log;
  /** Of what is tried; constant. */
  readonly what: string;
  /** Between two tries, ms. */
  readonly pauseMs: number;
}

/** A try that lasted this long worked until then: its end is news, ms. */
const NEWS_AFTER_MS = 10_000;

/** Repeats `work` until it resolves or `signal` aborts. Of failures in a row, the first is logged. */
export async function persist(work: () => Promise<void>, options: PersistOptions): Promise<void> {
  const { clock, signal, log, what, pauseMs } = options;
  for (let isNews = true; !signal.aborted;) {
    const startedMs = clock.monotonicMs();
    try {
      await work();
      return;
    } catch (error) {
      isNews ||= clock.monotonicMs() - startedMs >= NEWS_AFTER_MS;
      if (isNews && !isAborted(signal)) log('warn', 'Trying again', { what, reason: messageOf(error) });
      isNews = false;
    }
    await pause(clock, pauseMs, signal);
  }
}

/** Sleeps; returns early, without a word, when the signal aborts. */
export async function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  await clock.sleep(ms, signal).catch(() => undefined);
}

/** Asked anew: between two looks at a signal, somebody may have aborted it. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
