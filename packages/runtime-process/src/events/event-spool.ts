/**
 * What happened, on disk, so that whoever was away can read it later.
 *
 * One writer, any number of readers. Events are lines of JSON in numbered segments; the oldest segments go when the
 * spool is full. An id is `<boot id>:<sequence>`; the sequence grows for as long as the state directory exists,
 * whatever the wall clock does.
 */
import { closeSync, mkdirSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { messageOf } from '@nines/kernel';
import type { Clock, NinesEvent } from '@nines/kernel';
import { listSegments, readSpool, segmentFile, sequenceOf, SPOOL_START } from './spool-reader.ts';
import type { SpoolPosition } from './spool-reader.ts';

export interface EventSpoolOptions {
  readonly directory: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly bootId: string;
  /** Who writes, as in `NinesEvent.source`. */
  readonly source: string;
  /** Told once when events cannot be written. */
  readonly onTrouble: (message: string, facts: Readonly<Record<string, unknown>>) => void;
  /** @defaultValue 4 MiB */
  readonly segmentBytes?: number;
  /** @defaultValue 8 */
  readonly segments?: number;
  /** Events kept in memory while the disk takes none; older ones are dropped and counted. @defaultValue 1_000 */
  readonly backlog?: number;
}

/** What its writer has to say of an event. */
export type EventContent = Pick<NinesEvent, 'type' | 'subject' | 'data'>;

export class EventSpool {
  readonly #options: Required<EventSpoolOptions>;
  readonly #waiting = new Set<() => void>();
  #segment: number;
  #descriptor: number | undefined;
  #size = 0;
  #sequence: number;
  #backlog: NinesEvent[] = [];
  #dropped = 0;
  /** The last write broke off in the middle of a line. */
  #torn = false;

  constructor(options: EventSpoolOptions) {
    this.#options = { segmentBytes: 4 * 2 ** 20, segments: 8, backlog: 1_000, ...options };
    mkdirSync(options.directory, { recursive: true, mode: 0o700 });
    const segments = listSegments(options.directory);
    this.#segment = segments.at(-1) ?? 1;
    this.#sequence = lastSequence(options.directory, segments);
    // A crash may have cut the last line; a new one must not be glued to it.
    this.#torn = segments.length > 0;
  }

  /** Id of the newest event; undefined where there is none yet. */
  get lastId(): string | undefined {
    return this.#sequence === 0 ? undefined : this.#idOf(this.#sequence);
  }

  /** Writes an event. Never throws: what the disk does not take is kept and tried again with the next one. */
  append(content: EventContent): NinesEvent {
    const event = this.#stamp(content);
    this.#backlog.push(event);
    if (this.#backlog.length > this.#options.backlog) {
      this.#backlog.shift();
      this.#dropped += 1;
    }
    this.#flush();
    return event;
  }

  /** Events after the cursor `since`, all where undefined or unknown; then those to come, until `signal` aborts. */
  async *follow(since: string | undefined, signal: AbortSignal): AsyncGenerator<NinesEvent, void, undefined> {
    const known = since === undefined ? 0 : sequenceOf(since);
    // A cursor from before the directory was wiped is of no use: better to tell everything than to be silent.
    let sequence = known > this.#sequence ? 0 : known;
    let position: SpoolPosition = SPOOL_START;
    while (!signal.aborted) {
      const news = this.#news(signal);
      const read = readSpool(this.#options.directory, position);
      position = read.position;
      for (const event of read.events) {
        if (sequenceOf(event.id) <= sequence) continue;
        sequence = sequenceOf(event.id);
        yield event;
      }
      await news;
    }
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  #idOf(sequence: number): string {
    return `${this.#options.bootId}:${sequence}`;
  }

  #stamp({ type, subject, data }: EventContent): NinesEvent {
    this.#sequence += 1;
    const { clock, source } = this.#options;
    return { id: this.#idOf(this.#sequence), type, source, subject, time: new Date(clock.now()).toISOString(), data };
  }

  #flush(): void {
    const wasBehind = this.#backlog.length > 1;
    try {
      this.#writeBacklog();
      for (const wake of this.#waiting) wake();
    } catch (error) {
      this.#torn = true;
      if (!wasBehind) this.#options.onTrouble('events cannot be written', { reason: messageOf(error) });
    }
  }

  #writeBacklog(): void {
    for (;;) {
      const event = this.#backlog[0];
      if (event === undefined) break;
      this.#writeLine(JSON.stringify(event));
      this.#backlog.shift();
    }
    if (this.#dropped === 0) return;
    const gap = this.#stamp({ type: 'events.dropped', subject: 'events', data: { count: this.#dropped } });
    this.#writeLine(JSON.stringify(gap));
    this.#dropped = 0;
  }

  #writeLine(text: string): void {
    const line = Buffer.from(`${this.#torn ? '\n' : ''}${text}\n`);
    const descriptor = this.#open(line.length);
    const written = writeSync(descriptor, line);
    this.#size += written;
    this.#torn = written !== line.length;
    if (this.#torn) throw new Error('the disk took only a part of an event');
  }

  #open(length: number): number {
    const { directory, segmentBytes } = this.#options;
    if (this.#descriptor !== undefined && this.#size + length > segmentBytes) {
      this.close();
      this.#segment += 1;
    }
    if (this.#descriptor === undefined) {
      const file = segmentFile(directory, this.#segment);
      this.#descriptor = openSync(file, 'a', 0o600);
      this.#size = statSync(file).size;
      this.#removeOldest();
    }
    return this.#descriptor;
  }

  #removeOldest(): void {
    const { directory, segments } = this.#options;
    for (const segment of listSegments(directory).slice(0, -segments))
      rmSync(segmentFile(directory, segment), { force: true });
  }

  /** Resolves with the next event, or when `signal` aborts. */
  #news(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const wake = (): void => {
      this.#waiting.delete(wake);
      signal.removeEventListener('abort', wake);
      resolve(undefined);
    };
    this.#waiting.add(wake);
    signal.addEventListener('abort', wake, { once: true });
    if (signal.aborted) wake();
    return promise;
  }
}

/** Events of a spool that nobody need be writing, oldest first. */
export function* recordedEvents(directory: string): Generator<NinesEvent, void, undefined> {
  yield* readSpool(directory, SPOOL_START).events;
}

function lastSequence(directory: string, segments: readonly number[]): number {
  for (const segment of segments.toReversed()) {
    const last = readSpool(directory, { segment, offset: 0 }).events.at(-1);
    if (last !== undefined) return sequenceOf(last.id);
  }
  return 0;
}
