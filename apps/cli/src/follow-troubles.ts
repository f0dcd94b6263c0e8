/** While attached, a person is told what goes wrong and when it is right again. */
import type { EventType } from '@nines/runtime-process';
import { acrossRestarts } from './across-restarts.ts';
import { eventLine } from './event-line.ts';
import type { Output } from './output.ts';
import type { Platform } from './platform.ts';
import { startSupervisor } from './start-supervisor.ts';

const QUIET: ReadonlySet<string> = new Set<EventType>(['instance.started', 'instance.stopped', 'instance.recovered']);

/** What an ordered stop brings with it. */
const PART_OF_STOPPING: ReadonlySet<string> = new Set<EventType>(['service.down', 'instance.unready']);

/** Tells of each event, one after the other, whether a person wants to know. */
export function troubleFilter(): (type: string) => boolean {
  let isStopping = false;
  return (type) => {
    if (type === 'platform.stopping') isStopping = true;
    if (type === 'platform.stopped') isStopping = false;
    return !QUIET.has(type) && !(isStopping && PART_OF_STOPPING.has(type));
  };
}

/**
 * Runs until `signal` aborts or the platform was stopped elsewhere; `signal` tells which. Where guard and supervisor
 * died, the platform is taken over, because whoever is attached answers for it.
 */
export async function followTroubles(platform: Platform, output: Output, signal: AbortSignal): Promise<void> {
  let cursor = platform.lastEventId();
  const events = acrossRestarts(platform, {
    open: () => platform.runtime.observe(cursor, signal),
    signal,
    onAbandoned: async () => {
      output.note('guard and supervisor are gone; taking over what runs');
      await startSupervisor(platform, signal);
    },
  });
  const isWanted = troubleFilter();
  for await (const event of events) {
    cursor = event.id;
    if (isWanted(event.type)) output.note(eventLine(event, output.noteColors));
  }
}
