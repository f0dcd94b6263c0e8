/**
 * Ids of spooled events: `<spool id>:<boot id>:<sequence>`. Each is a place in its spool: reading goes on after it. Pure.
 *
 * Older spools have events with ids without spool id, `<boot id>:<sequence>`.
 */
import type { NinesEvent } from '@nines/kernel';

/**
 * More than the page cache can hold back of events when the power goes: so far the sequence leaps at a restart of the
 * machine.
 */
const LEAP = 1_000_000;

/** What an id is made of. */
export interface EventPlace {
  readonly spoolId: string;
  readonly bootId: string;
  readonly sequence: number;
}

export function eventId({ spoolId, bootId, sequence }: EventPlace): string {
  return `${spoolId}:${bootId}:${sequence}`;
}

/** The place before the first event of a spool. */
export function beginningOf(spoolId: string): string {
  return `${spoolId}:0`;
}

export function isOfSpool(id: string, spoolId: string): boolean {
  return id.startsWith(`${spoolId}:`);
}

export function isOfBoot(id: string, bootId: string): boolean {
  return bootIdOf(id) === bootId;
}

/** The sequence in an id; -1 for what is not an id. */
export function sequenceOf(id: string): number {
  const sequence = Number(id.slice(id.lastIndexOf(':') + 1));
  return Number.isSafeInteger(sequence) ? sequence : -1;
}

/** Where to go on counting after a restart of the machine, which may have swallowed events after `sequence`. */
export function leapFrom(sequence: number): number {
  return (Math.floor(sequence / LEAP) + 1) * LEAP;
}

/** Why somebody cannot go on where it was. */
export type LossReason = 'the spool kept no more' | 'the spool does not know the place';

/**
 * What somebody is told first who wanted to go on after `cursor`, where that cannot be. Its own id is the place just
 * before `oldest`, and the same each time.
 *
 * @param oldest the first event that follows
 */
export function lossBefore(oldest: NinesEvent, cursor: string, reason: LossReason, spoolId: string): NinesEvent {
  const [from, to] = [sequenceOf(cursor), sequenceOf(oldest.id)];
  // A leap in between hides how many there were.
  const isCountable = reason === 'the spool kept no more' && leapFrom(from) === leapFrom(to);
  const place = `lost-after-${from}:${bootIdOf(oldest.id)}`;
  return {
    id: `${spoolId}:${place}:${to - 1}`,
    type: 'events.lost',
    source: oldest.source,
    subject: oldest.source,
    time: oldest.time,
    data: { reason, count: isCountable ? to - from - 1 : null, after: cursor, before: oldest.id },
  };
}

function bootIdOf(id: string): string {
  return id.split(':').at(-2) ?? '';
}
