/** The event log on PostgreSQL. */
import { type Clock, type EventFilter, type EventLog, hasCode, type NewEvent, type RecordedEvent } from '@nines/kernel';

import type { Bell } from '../connection/bell.ts';
import { atServer } from '../connection/connection-fault.ts';
import type { ServerAddress } from '../connection/server-address.ts';
import type { StoreDatabase } from '../schema/tables.ts';
import { toEvent } from './event-row.ts';
import { insertEvents } from './insert-events.ts';
import { selectEvents } from './select-events.ts';

export interface PostgresEventLogOptions {
  readonly database: StoreDatabase;
  readonly address: ServerAddress;
  readonly clock: Clock;
  readonly bell: Bell;
  /** How long a follower sleeps without the bell, ms. */
  readonly pollMs: number;
}

/** Events that a follower fetches at once. */
const BATCH = 500;

/** Because sequence numbers are given in turn, no event can appear below one that is visible already. */
export class PostgresEventLog implements EventLog {
  readonly #options: PostgresEventLogOptions;

  constructor(options: PostgresEventLogOptions) {
    this.#options = options;
  }

  async append(events: readonly NewEvent[]): Promise<readonly RecordedEvent[]> {
    const { database, clock } = this.#options;
    return await atServer(this.#options.address, () =>
      insertEvents(database, events, new Date(clock.now()).toISOString()),
    );
  }

  async read(after: number, limit: number, filter?: EventFilter): Promise<readonly RecordedEvent[]> {
    const rows = await atServer(this.#options.address, () =>
      selectEvents(this.#options.database, after, limit, filter).execute(),
    );
    return rows.map(toEvent);
  }

  async lastSequence(): Promise<number> {
    const query = this.#options.database.selectFrom('events').select('sequence').orderBy('sequence', 'desc').limit(1);
    const newest = await atServer(this.#options.address, () => query.executeTakeFirst());
    return Number(newest?.sequence ?? 0);
  }

  /** Waits for a server that is away; ends when `signal` aborts or the store is closed. */
  async *follow(after: number, signal: AbortSignal, filter?: EventFilter): AsyncGenerator<RecordedEvent> {
    const { bell, pollMs } = this.#options;
    const isOver = (): boolean => signal.aborted || bell.closed.aborted;
    let position = after;
    while (!isOver()) {
      const heard = bell.rings;
      const batch = await this.#next(position, filter);
      for (const event of batch.events) {
        yield event;
        if (isOver()) return;
      }
      position = batch.position;
      if (!batch.more) await bell.wait(heard, pollMs, signal);
    }
  }

  /**
   * The newest sequence is read first: everything up to there is visible, and what the filter leaves out of it need
   * never be looked at again.
   */
  async #next(position: number, filter: EventFilter | undefined): Promise<Batch> {
    try {
      const newest = await this.lastSequence();
      if (newest <= position) return { events: [], position, more: false };
      const events = await this.read(position, BATCH, filter);
      const last = events.at(-1)?.sequence ?? 0;
      const more = events.length === BATCH;
      return { events, position: more ? last : Math.max(newest, last), more };
    } catch (error) {
      if (hasCode(error, 'STORE_UNREACHABLE')) return { events: [], position, more: false };
      if (this.#options.bell.closed.aborted) return { events: [], position, more: false };
      throw error;
    }
  }
}

interface Batch {
  readonly events: readonly RecordedEvent[];
  /** Nothing up to here is left to be read. */
  readonly position: number;
  /** There may be more at once. */
  readonly more: boolean;
}
