/**
 * Events on disk until everybody has read them: JSON lines in numbered files, the oldest of which go when there are
 * too many.
 *
 * The sequence in their ids grows for ever, whatever the clock does; it leaps when the machine was restarted, because a
 * power cut may have swallowed events that somebody had read already. Who cannot go on where it was is told
 * `events.lost`.
 */
import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import { EventEmitter, on } from 'node:events';
import type { Clock, NinesEvent } from '@nines/kernel';
import { readBootId } from '../proc/process-identity.ts';
import { eventId, isOfBoot, isOfSpool, leapFrom, lossBefore, sequenceOf } from './event-id.ts';
import { giveSpoolId, readSpoolId } from './spool-id.ts';

export interface EventSpoolOptions {
  /** Existing: `StateDirectory.events`. */
  readonly directory: string;
  /** Who sees the events: `supervisor`. */
  readonly source: string;
  readonly clock: Clock;
  /** Size from which a new file is begun, bytes. @defaultValue 4 MiB */
  readonly segmentBytes?: number;
  /** Files kept. @defaultValue 8 */
  readonly segments?: number;
  readonly bootId?: string;
}

/** What its writer says of an event; the spool adds the rest. */
export type EventContent = Pick<NinesEvent, 'type' | 'subject' | 'data'>;

/** Events kept in memory while the disk is full. */
const LONGEST_BACKLOG = 10_000;
const RETRY_MS = 1_000;

export class EventSpool {
  readonly #options: EventSpoolOptions;
  readonly #bootId: string;
  readonly #spoolId: string;
  readonly #appended = new EventEmitter().setMaxListeners(0);
  #sequence: number;
  #segment: number;
  /** Not on disk yet. */
  #backlog: NinesEvent[] = [];
  /** Fell out of the backlog: lost. */
  #lost = 0;
  /** When a failed write is tried again, monotonic ms. */
  #retryAt = 0;

  /** Opens the spool and repairs its end, should a crash have torn the last line. */
  constructor(options: EventSpoolOptions) {
    this.#options = options;
    this.#bootId = options.bootId ?? readBootId();
    const segments = listSegments(options.directory);
    this.#segment = segments.at(-1) ?? 1;
    repairEnd(fileOf(options.directory, this.#segment));
    const last = this.#lastEvent(segments);
    const base = last === undefined ? 0 : sequenceOf(last.id);
    this.#sequence = last === undefined || isOfBoot(last.id, this.#bootId) ? base : leapFrom(base);
    // Without events counting begins anew, so that the old id would name two events with one id of their own.
    const known = last === undefined ? undefined : readSpoolId(options.directory);
    this.#spoolId = known ?? giveSpoolId(options.directory);
  }

  /**
   * Gives the event its id and time and writes it down. Never fails: while the disk is full events wait in memory;
   * when those get too many the oldest are lost, and `events.lost` tells how many.
   */
  append(draft: EventContent): NinesEvent {
    const event = this.#complete(draft);
    this.#backlog.push(event);
    if (this.#backlog.length > LONGEST_BACKLOG) {
      this.#backlog.shift();
      this.#lost += 1;
    }
    if (this.#options.clock.monotonicMs() >= this.#retryAt) this.flush();
    this.#appended.emit('event', event);
    return event;
  }

  /** Tries again to write what could not be written; false while some is left. */
  flush(): boolean {
    if (this.#lost > 0) {
      const gap = this.#complete({ type: 'events.lost', subject: this.#options.source, data: { count: this.#lost } });
      if (!this.#write([...this.#backlog, gap])) {
        this.#sequence -= 1;
        return false;
      }
      this.#lost = 0;
    } else if (this.#backlog.length > 0 && !this.#write(this.#backlog)) return false;
    this.#backlog = [];
    return true;
  }

  /** Events after the cursor, which is the id of one, oldest first; all that are kept where it is undefined. */
  readSince(cursor?: string): NinesEvent[] {
    const segments = listSegments(this.#options.directory);
    const written = segments.flatMap((segment) => readSegment(fileOf(this.#options.directory, segment)));
    const kept = [...written, ...this.#backlog];
    const [oldest] = kept;
    if (cursor === undefined || oldest === undefined) return kept;
    if (!this.#knows(cursor, kept)) {
      return [lossBefore(oldest, cursor, 'the spool does not know the place', this.#spoolId), ...kept];
    }
    const after = sequenceOf(cursor);
    if (isOfSpool(oldest.id, this.#spoolId) && sequenceOf(oldest.id) > after + 1) {
      return [lossBefore(oldest, cursor, 'the spool kept no more', this.#spoolId), ...kept];
    }
    return kept.filter((event) => sequenceOf(event.id) > after);
  }

  /** Events after the cursor, then those to come, until `signal` aborts. */
  async *follow(cursor: string | undefined, signal: AbortSignal): AsyncGenerator<NinesEvent> {
    // Both begin in the same turn, so that nothing falls between the two and nothing is in both.
    const coming = on(this.#appended, 'event', { signal });
    yield* this.readSince(cursor);
    try {
      for await (const [event] of coming as AsyncIterableIterator<[NinesEvent]>) yield event;
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  /** A place beyond the last event is one of a spool that was put back to what it had been. */
  #knows(cursor: string, kept: readonly NinesEvent[]): boolean {
    if (isOfSpool(cursor, this.#spoolId)) return sequenceOf(cursor) <= this.#sequence;
    return kept.some(({ id }) => id === cursor);
  }

  #complete(draft: EventContent): NinesEvent {
    this.#sequence += 1;
    const time = new Date(this.#options.clock.now()).toISOString();
    const id = eventId({ spoolId: this.#spoolId, bootId: this.#bootId, sequence: this.#sequence });
    return { id, source: this.#options.source, time, ...draft };
  }

  #write(events: readonly NinesEvent[]): boolean {
    const { directory, segmentBytes = 4 * 1024 * 1024, segments = 8 } = this.#options;
    const file = fileOf(directory, this.#segment);
    const size = sizeOf(file);
    try {
      appendFileSync(file, events.map((event) => `${JSON.stringify(event)}\n`).join(''), { mode: 0o600 });
    } catch {
      // Half a line must not stay before the next try.
      if (sizeOf(file) > size) truncateSync(file, size);
      this.#retryAt = this.#options.clock.monotonicMs() + RETRY_MS;
      return false;
    }
    if (sizeOf(file) >= segmentBytes) {
      this.#segment += 1;
      const expired = listSegments(directory).filter((old) => old <= this.#segment - segments);
      for (const old of expired) rmSync(fileOf(directory, old), { force: true });
    }
    return true;
  }

  #lastEvent(segments: readonly number[]): NinesEvent | undefined {
    for (const segment of segments.toReversed()) {
      const last = readSegment(fileOf(this.#options.directory, segment)).at(-1);
      if (last !== undefined) return last;
    }
    return undefined;
  }
}

/** Events of a spool that nobody need be writing, oldest first; none where there is no such directory. One file at a time. */
export function* recordedEvents(directory: string): Generator<NinesEvent, void, undefined> {
  if (!existsSync(directory)) return;
  for (const segment of listSegments(directory)) yield* readSegment(fileOf(directory, segment));
}

function fileOf(directory: string, segment: number): string {
  return `${directory}/${String(segment).padStart(8, '0')}.jsonl`;
}

function listSegments(directory: string): number[] {
  const names = readdirSync(directory).filter((name) => /^\d{8}\.jsonl$/.test(name));
  return names.map((name) => Number.parseInt(name, 10)).sort((a, b) => a - b);
}

/** A line that cannot be read is skipped: one damaged event must not hide all others. */
function readSegment(file: string): NinesEvent[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return []; // rotated away meanwhile
  }
  return text.split('\n').flatMap((line) => {
    try {
      return line === '' ? [] : [JSON.parse(line) as NinesEvent];
    } catch {
      return [];
    }
  });
}

function repairEnd(file: string): void {
  if (sizeOf(file) === 0) return;
  const content = readFileSync(file);
  const end = content.lastIndexOf(0x0a) + 1;
  if (end === content.length) return;
  truncateSync(file, end);
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
