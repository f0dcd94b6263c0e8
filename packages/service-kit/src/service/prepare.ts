/** Work that a service cannot serve without, tried until it succeeds: what it needs may come up later than itself. */
import { setTimeout as sleep } from 'node:timers/promises';

import type { Logger } from '../logs/logger.ts';

export interface PrepareOptions {
  readonly logger: Logger;
  /** Stops the tries. */
  readonly signal: AbortSignal;
  /** First pause, ms; doubles up to `maxPauseMs`. @defaultValue 100 */
  readonly pauseMs?: number;
  /** @defaultValue 2_000 */
  readonly maxPauseMs?: number;
}

/**
 * Runs `work` until it resolves.
 *
 * @throws `signal.reason` when stopped before
 */
export async function prepareUntilDone(
  work: (signal: AbortSignal) => Promise<void>,
  options: PrepareOptions,
): Promise<void> {
  const { logger, signal, pauseMs = 100, maxPauseMs = 2_000 } = options;
  for (let pause = pauseMs; ; pause = Math.min(pause * 2, maxPauseMs)) {
    signal.throwIfAborted();
    try {
      await work(signal);
      return;
    } catch (err) {
      signal.throwIfAborted();
      logger.warn({ err, retryInMs: pause }, 'Preparation failed');
    }
    await sleep(pause, undefined, { signal });
  }
}
