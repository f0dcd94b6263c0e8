/** An event log in memory, for tests of what reads and writes one. */
import type { Clock, EventFilter, EventLog, NewEvent, RecordedEvent } from '@nines/kernel';

/** Keeps to the contract of `EventLog`, except that nothing outlives the process. */
export class InMemoryEventLog implements EventLog {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #ids = new Set<string>();
  #events: readonly RecordedEvent[] = [];
  #grown = Promise.withResolvers<undefined>();

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  async append(events: readonly NewEvent[]): Promise<readonly RecordedEvent[]> {
    const fresh = new Map<string, NewEvent>();
    for (const event of events) if (!this.#ids.has(event.id) && !fresh.has(event.id)) fresh.set(event.id, event);
    const recorded = [...fresh.values()].map((event, index) => this.#record(event, this.#events.length + 1 + index));
    for (const event of recorded) this.#ids.add(event.id);
    this.#events = [...this.#events, ...recorded];
    this.#grown.resolve(undefined);
    this.#grown = Promise.withResolvers();
    return recorded;
  }

  async read(after: number, limit: number, filter: EventFilter = {}): Promise<readonly RecordedEvent[]> {
    return this.#events.filter((event) => event.sequence > after && passes(event, filter)).slice(0, limit);
  }

  async lastSequence(): Promise<number> {
    return this.#events.length;
  }

  async *follow(after: number, signal: AbortSignal, filter?: EventFilter): AsyncGenerator<RecordedEvent> {
    const aborted = Promise.withResolvers<undefined>();
    const abort = (): void => aborted.resolve(undefined);
    signal.addEventListener('abort', abort, { once: true });
    const isOver = (): boolean => signal.aborted;
    try {
      for (let position = after; !isOver();) {
        const grown = this.#grown.promise;
        for (const event of await this.read(position, Infinity, filter)) {
          yield event;
          if (isOver()) return;
          position = event.sequence;
        }
        await Promise.race([grown, aborted.promise]);
      }
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  /** A copy: what the writer does to its own afterwards changes nothing here. */
  #record({ correlationId, ...event }: NewEvent, sequence: number): RecordedEvent {
    return {
      ...event,
      time: new Date(event.time).toISOString(),
      data: JSON.parse(JSON.stringify(event.data)) as RecordedEvent['data'],
      sequence,
      recordedAt: new Date(this.#clock.now()).toISOString(),
      correlationId: correlationId ?? null,
    };
  }
}

function passes(event: RecordedEvent, { types, subject, correlationId }: EventFilter): boolean {
  if (types !== undefined && !types.includes(event.type)) return false;
  if (subject !== undefined && subject !== event.subject) return false;
  return correlationId === undefined || correlationId === event.correlationId;
}
