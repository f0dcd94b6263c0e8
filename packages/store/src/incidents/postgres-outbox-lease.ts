/** The right to deliver, on PostgreSQL: a session that holds a lock, and an epoch that fences off those before it. */
import type { Clock, DeliveryReport, NewEvent, Notification, OutboxLease, OutboxMessage } from '@nines/kernel';
import { sql } from 'kysely';

import { atServer } from '../connection/connection-fault.ts';
import type { ServerAddress } from '../connection/server-address.ts';
import type { StoreDatabase } from '../schema/tables.ts';
import type { LeaseSession } from './lease-session.ts';
import { keepReports, selectNotifications, selectPending } from './outbox-statements.ts';
import { toMessage } from './rows.ts';

export interface PostgresOutboxLeaseOptions {
  readonly database: StoreDatabase;
  readonly address: ServerAddress;
  readonly clock: Pick<Clock, 'now'>;
  readonly platform: string;
  readonly session: LeaseSession;
  readonly epoch: number;
}

type Thread = NonNullable<DeliveryReport['thread']>;

export class PostgresOutboxLease implements OutboxLease {
  readonly #options: PostgresOutboxLeaseOptions;
  /** What messages say that were read before. */
  #notifications: ReadonlyMap<number, Notification> = new Map();

  constructor(options: PostgresOutboxLeaseOptions) {
    this.#options = options;
  }

  get epoch(): number {
    return this.#options.epoch;
  }

  get lost(): AbortSignal {
    return this.#options.session.lost;
  }

  async pending(limit: number): Promise<readonly OutboxMessage[]> {
    const { database, address, platform } = this.#options;
    const { rows } = await atServer(address, () => selectPending(platform, limit).execute(database));
    await this.#readNotifications(rows.map(({ id }) => Number(id)));
    return rows.flatMap((row) => {
      const notification = this.#notifications.get(Number(row.id));
      return notification === undefined ? [] : [toMessage({ ...row, notification })];
    });
  }

  /** Of these, and no others: with every burst of news the same hundreds would be read again. */
  async #readNotifications(ids: readonly number[]): Promise<void> {
    const { database, address } = this.#options;
    const unknown = ids.filter((id) => !this.#notifications.has(id));
    const known = new Map(
      ids.flatMap((id) => {
        const notification = this.#notifications.get(id);
        return notification === undefined ? [] : [[id, notification] as const];
      }),
    );
    if (unknown.length > 0) {
      const { rows } = await atServer(address, () => selectNotifications(unknown).execute(database));
      for (const { id, notification } of rows) known.set(Number(id), notification);
    }
    this.#notifications = known;
  }

  async threads(incidents: readonly number[]): Promise<readonly Thread[]> {
    const { database, address, platform } = this.#options;
    const query = database
      .selectFrom('outbox_threads')
      .select(['channel', 'incident', 'reference'])
      .where('platform', '=', platform)
      .where(sql<boolean>`incident = any (${incidents}::int[])`);
    return await atServer(address, () => query.execute());
  }

  async report(reports: readonly DeliveryReport[], events: readonly NewEvent[] = []): Promise<boolean> {
    const { clock, database, address, platform, epoch } = this.#options;
    const kept = keepReports(platform, epoch, reports, events, clock.now());
    const { rows } = await atServer(address, () => kept.execute(database));
    return rows.length > 0;
  }

  async release(): Promise<void> {
    await this.#options.session.end();
  }
}
