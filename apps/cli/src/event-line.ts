/** One event as a line for people. */
import type { createColors } from 'picocolors';
import type { NinesEvent } from '@nines/kernel';
import type { EventType } from '@nines/runtime-process';

/** Somebody or something is worse off than before. `events.lost` comes from the spool, all others from supervision. */
export const BAD_NEWS: ReadonlySet<string> = new Set<EventType | 'events.lost'>([
  'instance.unready',
  'instance.stuck',
  'instance.crashed',
  'instance.crash-looping',
  'service.down',
  'service.roll-stalled',
  'events.lost',
]);

export function eventLine(event: NinesEvent, colors: ReturnType<typeof createColors>): string {
  const type = BAD_NEWS.has(event.type) ? colors.red(event.type) : event.type;
  const facts = Object.entries(event.data)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return `${colors.dim(event.time)} ${colors.cyan(event.subject)} ${type} ${colors.dim(facts.join(' '))}`.trimEnd();
}
