/** One event as a line for people. */
import type { createColors } from 'picocolors';
import type { NinesEvent } from '@nines/kernel';
import type { EventType } from '@nines/runtime-process';

/** What the server and the spool tell, besides what supervision does. */
type OtherEventType = 'events.lost' | 'alert.fired' | 'configuration.refused';

/** Somebody or something is worse off than before. */
export const BAD_NEWS: ReadonlySet<string> = new Set<EventType | OtherEventType>([
  'instance.unready',
  'instance.stuck',
  'instance.crashed',
  'instance.crash-looping',
  'service.down',
  'service.roll-stalled',
  'events.lost',
  'alert.fired',
  'configuration.refused',
]);

export function eventLine(event: NinesEvent, colors: ReturnType<typeof createColors>): string {
  const type = BAD_NEWS.has(event.type) ? colors.red(event.type) : event.type;
  const facts = Object.entries(event.data)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return `${colors.dim(event.time)} ${colors.cyan(event.subject)} ${type} ${colors.dim(facts.join(' '))}`.trimEnd();
}
