/** Streams of a platform that outlive its supervisors. */
import { setTimeout as sleep } from 'node:timers/promises';
import { hasCode } from '@nines/kernel';
import type { PlatformReport } from '@nines/runtime-process';
import { PresenceWatch } from './presence.ts';
import type { Watched } from './presence.ts';

const POLL_MS = 200;

export interface AcrossRestarts<T> {
  /** Opens the stream where the one before it ended. */
  readonly open: () => AsyncIterable<T>;
  readonly signal: AbortSignal;
  /** Called once when nobody replaced a supervisor that died: takes over, or says so. */
  readonly onAbandoned: () => Promise<void> | void;
}

/**
 * Goes on until `signal` aborts or the platform was stopped; `signal` tells which. A stream that breaks off is opened
 * again as soon as another supervisor answers.
 *
 * @throws whatever the stream is refused with, and `onAbandoned` fails with
 */
export async function* acrossRestarts<T>(
  platform: Watched,
  { open, signal, onAbandoned }: AcrossRestarts<T>,
): AsyncGenerator<T, void, undefined> {
  for (;;) {
    try {
      yield* open();
    } catch (error) {
      if (signal.aborted) return;
      if (!hasCode(error, 'RUNTIME_NOT_RUNNING') && !hasCode(error, 'CONTROL_TIMED_OUT')) throw error;
    }
    if (!(await isBack(platform, signal, onAbandoned))) return;
  }
}

/** False where it was stopped, or `signal` aborted. */
async function isBack(
  platform: Watched,
  signal: AbortSignal,
  onAbandoned: AcrossRestarts<never>['onAbandoned'],
): Promise<boolean> {
  const watch = new PresenceWatch(platform);
  let wasTold = false;
  try {
    for (;;) {
      const presence = await watch.look();
      if (presence.state === 'stopped') return false;
      if (presence.state === 'answering' && hasTakenOver(presence.report)) return true;
      if (presence.state === 'abandoned' && !wasTold) {
        wasTold = true;
        await onAbandoned();
      }
      await sleep(POLL_MS, undefined, { signal });
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    return false;
  }
}

/** A supervisor that is only just looking for what its predecessor left wants nothing yet, and knows nobody. */
function hasTakenOver({ status }: PlatformReport): boolean {
  return [...status.services, ...status.system].some(({ desired }) => desired > 0);
}
