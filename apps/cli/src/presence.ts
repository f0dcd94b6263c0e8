/** Whether a platform has a supervisor: one that dies is replaced by its guard, unless that died as well. */
import { setTimeout as sleep } from 'node:timers/promises';
import { hasCode } from '@nines/kernel';
import type { PlatformReport } from '@nines/runtime-process';
import type { Platform } from './platform.ts';

/** A guard brings a supervisor back within this time, ms. */
const REPLACED_WITHIN_MS = 5_000;
const POLL_MS = 50;

/** What is asked of a platform to see how it is. */
export type Watched = Pick<Platform, 'reportIfRunning' | 'isLocked' | 'isMeantToRun'>;

/**
 * - `answering`: it says how it is
 * - `silent`: a supervisor lives and does not answer: it is only just starting, or about to end, or, with `timeout`, hangs
 * - `away`: there is none at the moment, and its guard should bring another
 * - `abandoned`: nobody brought another: what was running runs on unattended
 * - `stopped`: nothing runs, and nothing is meant to
 */
export type Presence =
  | { readonly state: 'answering'; readonly report: PlatformReport }
  | { readonly state: 'silent'; readonly timeout?: Error }
  | { readonly state: 'away' | 'abandoned' | 'stopped' };

/** Looks again and again, and so can tell for how long nobody was there. */
export class PresenceWatch {
  readonly #platform: Watched;
  readonly #now: () => number;
  #awaySince: number | undefined;

  /** @param now - monotonic ms */
  constructor(platform: Watched, now: () => number = () => performance.now()) {
    this.#platform = platform;
    this.#now = now;
  }

  /** @throws the reason of the platform's signal, when that aborts */
  async look(): Promise<Presence> {
    try {
      const report = await this.#platform.reportIfRunning();
      if (report !== undefined) return this.#here({ state: 'answering', report });
    } catch (error) {
      if (!hasCode(error, 'CONTROL_TIMED_OUT')) throw error;
      return this.#here({ state: 'silent', timeout: error as Error });
    }
    if (await this.#platform.isLocked()) return this.#here({ state: 'silent' });
    if (!this.#platform.isMeantToRun()) return this.#here({ state: 'stopped' });
    this.#awaySince ??= this.#now();
    return { state: this.#now() - this.#awaySince < REPLACED_WITHIN_MS ? 'away' : 'abandoned' };
  }

  #here(presence: Presence): Presence {
    this.#awaySince = undefined;
    return presence;
  }
}

/**
 * Waits while the supervisor is only just being replaced.
 *
 * @throws NinesError `CONTROL_TIMED_OUT` where it hangs; the reason of `signal`, as the cause
 */
export async function untilSettled(platform: Watched, signal: AbortSignal): Promise<void> {
  const watch = new PresenceWatch(platform);
  const deadline = performance.now() + REPLACED_WITHIN_MS;
  for (;;) {
    const presence = await watch.look();
    if (presence.state === 'silent' && presence.timeout !== undefined) throw presence.timeout;
    const waits = presence.state === 'away' || (presence.state === 'silent' && performance.now() < deadline);
    if (!waits) return;
    await sleep(POLL_MS, undefined, { signal });
  }
}
