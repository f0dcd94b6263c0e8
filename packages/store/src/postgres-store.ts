/** Events, cursors and state in one database, so that one transaction can hold all of them. */
import type { Clock, EventLog, NewEvent } from '@nines/kernel';

import { atServer } from './connection/connection-fault.ts';
import type { ServerAddress } from './connection/server-address.ts';
import type { Doorbell } from './events/doorbell.ts';
import { insertEvents } from './events/insert-events.ts';
import { PostgresEventLog } from './events/postgres-event-log.ts';
import type { StoreDatabase } from './schema/tables.ts';
import type { Store, StoreTransaction } from './store.ts';

export interface PostgresStoreOptions {
  /** Set to the schema. */
  readonly database: StoreDatabase;
  readonly address: ServerAddress;
  readonly clock: Clock;
  readonly doorbell: Doorbell;
  readonly pollMs: number;
}

export class PostgresStore implements Store {
  readonly events: EventLog;
  readonly #options: PostgresStoreOptions;

  constructor(options: PostgresStoreOptions) {
    this.#options = options;
    this.events = new PostgresEventLog(options);
  }

  async transaction<T>(work: (transaction: StoreTransaction) => Promise<T>): Promise<T> {
    return await atServer(this.#options.address, () =>
      this.#options.database.transaction().execute(async (database) => {
        const recorded: NewEvent[] = [];
        const result = await work({ database, record: (...events) => void recorded.push(...events) });
        await insertEvents(database, recorded, this.#now().toISOString());
        return result;
      }),
    );
  }

  async ingest(source: string, cursor: string, events: readonly NewEvent[]): Promise<void> {
    const moved = { position: cursor, moved_at: this.#now() };
    await this.transaction(async ({ database, record }) => {
      await database
        .insertInto('cursors')
        .values({ source, ...moved })
        .onConflict((conflict) => conflict.column('source').doUpdateSet(moved))
        .execute();
      record(...events);
    });
  }

  async cursorOf(source: string): Promise<string | undefined> {
    const query = this.#options.database.selectFrom('cursors').select('position').where('source', '=', source);
    const cursor = await atServer(this.#options.address, () => query.executeTakeFirst());
    return cursor?.position;
  }

  async close(): Promise<void> {
    await this.#options.doorbell.close();
    await this.#options.database.destroy();
  }

  #now(): Date {
    return new Date(this.#options.clock.now());
  }
}
