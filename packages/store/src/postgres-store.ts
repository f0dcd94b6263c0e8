/** Events, cursors and state in one database, so that one transaction can hold all of them. */
import { NinesError } from '@nines/kernel';
import type { AccountStore, Clock, EventLog, IncidentStore, NewEvent } from '@nines/kernel';

import { PostgresAccountStore } from './accounts/postgres-account-store.ts';
import { backUp } from './backup/back-up.ts';
import type { BackUpOptions } from './backup/back-up.ts';
import type { BackupCounts } from './backup/backup-lines.ts';
import { restore } from './backup/restore.ts';
import type { Restored, RestoreOptions } from './backup/restore.ts';
import { atServer } from './connection/connection-fault.ts';
import type { Doorbell } from './connection/doorbell.ts';
import type { ServerAddress } from './connection/server-address.ts';
import type { Sockets } from './connection/sockets.ts';
import { insertEvents } from './events/insert-events.ts';
import { moveCursor } from './events/move-cursor.ts';
import { PostgresEventLog } from './events/postgres-event-log.ts';
import { PostgresIncidentStore } from './incidents/postgres-incident-store.ts';
import type { ObjectiveStore } from './objectives/objective-store.ts';
import { PostgresObjectiveStore } from './objectives/postgres-objective-store.ts';
import type { StoreDatabase } from './schema/tables.ts';
import type { CursorMove, Store, StoreTransaction } from './store.ts';

export interface PostgresStoreOptions {
  /** Set to the schema. */
  readonly database: StoreDatabase;
  readonly address: ServerAddress;
  /** All that lead there. */
  readonly sockets: Sockets;
  readonly clock: Clock;
  readonly doorbell: Doorbell;
  readonly pollMs: number;
}

/** For queries under way, and for the server to close its end. */
const CLOSE_GRACE_MS = 2_000;

export class PostgresStore implements Store {
  readonly events: EventLog;
  readonly #options: PostgresStoreOptions;

  constructor(options: PostgresStoreOptions) {
    this.#options = options;
    this.events = new PostgresEventLog({ ...options, bell: options.doorbell.events });
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

  async ingest(source: string, { from, to }: CursorMove, events: readonly NewEvent[]): Promise<void> {
    await this.transaction(async ({ database, record }) => {
      if (!(await moveCursor(database, { source, from, to, at: this.#now() }))) {
        const message = `${source} has been read to somewhere else than ${from ?? 'its beginning'} by now`;
        throw new NinesError('STORE_CURSOR_MOVED', message, { details: { source, from } });
      }
      record(...events);
    });
  }

  async cursorOf(source: string): Promise<string | undefined> {
    const query = this.#options.database.selectFrom('cursors').select('position').where('source', '=', source);
    const cursor = await atServer(this.#options.address, () => query.executeTakeFirst());
    return cursor?.position;
  }

  objectivesOf(platform: string): ObjectiveStore {
    const { database, address } = this.#options;
    return new PostgresObjectiveStore({ database, address, transaction: (work) => this.transaction(work), platform });
  }

  incidentsOf(platform: string): IncidentStore {
    const { doorbell, ...options } = this.#options;
    return new PostgresIncidentStore({ ...options, bell: doorbell.outbox, platform });
  }

  accountsOf(platform: string): AccountStore {
    const { database, address } = this.#options;
    return new PostgresAccountStore({ database, address, transaction: (work) => this.transaction(work), platform });
  }

  async backUp(options: Omit<BackUpOptions, 'takenAt'>): Promise<BackupCounts> {
    const takenAt = this.#now().toISOString();
    return await atServer(this.#options.address, () => backUp(this.#options.database, { ...options, takenAt }));
  }

  async restore(
    lines: AsyncIterable<string>,
    options: RestoreOptions,
    ...events: readonly NewEvent[]
  ): Promise<Restored> {
    return await this.transaction(async ({ database, record }) => {
      const restored = await restore(database, lines, options);
      record(...events);
      return restored;
    });
  }

  async close(): Promise<void> {
    const { doorbell, database, sockets, clock } = this.#options;
    const done = new AbortController();
    const hanging = clock.sleep(CLOSE_GRACE_MS, done.signal).catch(() => undefined);
    try {
      await doorbell.close();
      await Promise.race([database.destroy().then(() => sockets.closed()), hanging]);
    } finally {
      done.abort();
      sockets.destroy();
    }
  }

  #now(): Date {
    return new Date(this.#options.clock.now());
  }
}
