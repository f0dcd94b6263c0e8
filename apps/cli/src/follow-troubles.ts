/** While attached, a person is told what goes wrong and when it is right again. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Output } from './output.ts';
import type { Platform } from './platform.ts';
import { eventLine } from './event-line.ts';

const RECONNECT_MS = 200;

/** A platform that nobody answers for so long was stopped by somebody else, ms. */
const GONE_AFTER_MS = 5_000;
const QUIET = new Set(['instance.started', 'instance.stopped', 'instance.recovered']);

/** Runs until `signal` aborts or the platform is gone; a restarted supervisor is met again where the old one ended. */
export async function followTroubles(platform: Platform, output: Output, signal: AbortSignal): Promise<void> {
  let cursor = platform.lastEventId();
  let answeredAt = performance.now();
  while (!signal.aborted && performance.now() - answeredAt < GONE_AFTER_MS) {
    try {
      for await (const event of platform.runtime.observe(cursor, signal)) {
        cursor = event.id;
        if (!QUIET.has(event.type)) output.note(eventLine(event, output.colors));
      }
    } catch {
      // Whatever ended the stream, the way back is the same: ask again. `signal` ends the loop.
    }
    await sleep(RECONNECT_MS, undefined, { signal }).catch(() => undefined);
    if (await platform.isLocked()) answeredAt = performance.now();
  }
}
