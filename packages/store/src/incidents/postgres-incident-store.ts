/** Alerts, incidents and what is to be told of them, of one platform, on PostgreSQL. */
import type {
  AnsweredCommand,
  Clock,
  Incident,
  IncidentChanges,
  IncidentFilter,
  IncidentSnapshot,
  IncidentStore,
  KeptHeartbeat,
  NewMessage,
  OutboxLease,
  OutboxMessage,
  Pruned,
  Retention,
  TakenAlert,
  WaitingMessages,
} from '@nines/kernel';
import { type RawBuilder, sql } from 'kysely';

import type { Bell } from '../connection/bell.ts';
import { atServer } from '../connection/connection-fault.ts';
import type { ServerAddress } from '../connection/server-address.ts';
import type { Sockets } from '../connection/sockets.ts';
import { storableText } from '../events/storable-json.ts';
import type { StoreDatabase } from '../schema/tables.ts';
import { selectHeartbeats, upsertHeartbeats } from './heartbeat-statements.ts';
import { LeaseSession } from './lease-session.ts';
import { insertMessages, selectWaiting } from './outbox-statements.ts';
import { PostgresOutboxLease } from './postgres-outbox-lease.ts';
import { selectAlertsOf, selectIncidents, selectLive, selectOthers, selectRecorded } from './read-decisions.ts';
import { deleteAlerts, deleteIncidents, deleteMessages } from './retention-statements.ts';
import { toAlert, toMessage } from './rows.ts';
import { commitDecision } from './write-decisions.ts';

export interface PostgresIncidentStoreOptions {
  /** Set to the schema. */
  readonly database: StoreDatabase;
  readonly address: ServerAddress;
  readonly sockets: Sockets;
  readonly clock: Clock;
  /** Rings when there may be something to deliver. */
  readonly bell: Bell;
  /** How long is waited without the bell, ms. */
  readonly pollMs: number;
  /** Name of the platform whose incidents these are. */
  readonly platform: string;
}

export class PostgresIncidentStore implements IncidentStore {
  readonly platform: string;
  readonly #options: PostgresIncidentStoreOptions;
  readonly #platform: string;
  #heard = -1;

  constructor(options: PostgresIncidentStoreOptions) {
    this.#options = options;
    this.platform = options.platform;
    this.#platform = storableText(options.platform);
  }

  async isAlone(): Promise<boolean> {
    const [row] = await this.#rows(selectOthers(this.#platform));
    return row === undefined;
  }

  async load(resolvedSince: string): Promise<IncidentSnapshot> {
    const { database, address } = this.#options;
    const atOneMoment = database.transaction().setIsolationLevel('repeatable read').setAccessMode('read only');
    return await atServer(address, () =>
      atOneMoment.execute(async (transaction) => {
        const known = await transaction
          .selectFrom('incident_revisions')
          .select(['revision', 'last_number'])
          .where('platform', '=', this.#platform)
          .executeTakeFirst();
        const incidents = (await selectLive(this.#platform, resolvedSince).execute(transaction)).rows.map(
          ({ document }) => document,
        );
        const numbers = incidents.map(({ number }) => number);
        const { rows } = await selectAlertsOf(this.#platform, numbers).execute(transaction);
        const [revision, lastNumber] = [Number(known?.revision ?? 0), known?.last_number ?? 0];
        return { revision, lastNumber, incidents, alerts: rows.map(toAlert) };
      }),
    );
  }

  async recordedAlerts(
    alerts: readonly Pick<TakenAlert, 'fingerprint' | 'startsAt'>[],
  ): Promise<readonly TakenAlert[]> {
    const rows = await this.#rows(selectRecorded(this.#platform, alerts));
    return rows.map(toAlert);
  }

  async commit(changes: IncidentChanges): Promise<boolean> {
    const rows = await this.#rows(commitDecision(this.#platform, changes, this.#options.clock.now()));
    return rows.length === 1;
  }

  async answered(keys: readonly string[]): Promise<readonly AnsweredCommand[]> {
    return await this.#ask((database) =>
      database
        .selectFrom('answered_commands')
        .select(['key', 'fingerprint', 'answer'])
        .where('platform', '=', this.#platform)
        .where(sql<boolean>`key = any (${keys.map(storableText)}::text[])`)
        .execute(),
    );
  }

  async incident(number: number): Promise<Incident | undefined> {
    const row = await this.#ask((database) =>
      database
        .selectFrom('incidents')
        .select('document')
        .where('platform', '=', this.#platform)
        .where('number', '=', number)
        .executeTakeFirst(),
    );
    return row?.document;
  }

  async incidents(filter: IncidentFilter): Promise<readonly Incident[]> {
    const rows = await this.#ask((database) => selectIncidents(database, this.#platform, filter).execute());
    return rows.map(({ document }) => document);
  }

  async alertsOf(incident: number): Promise<readonly TakenAlert[]> {
    const rows = await this.#ask((database) =>
      database
        .selectFrom('alerts')
        .selectAll()
        .where('platform', '=', this.#platform)
        .where('incident', '=', incident)
        .orderBy('starts_at')
        .orderBy('fingerprint')
        .execute(),
    );
    return rows.map(toAlert);
  }

  async alertEpisodes(fingerprint: string, limit: number): Promise<readonly TakenAlert[]> {
    const rows = await this.#ask((database) =>
      database
        .selectFrom('alerts')
        .selectAll()
        .where('platform', '=', this.#platform)
        .where('fingerprint', '=', storableText(fingerprint))
        .orderBy('starts_at', 'desc')
        .limit(limit)
        .execute(),
    );
    return rows.map(toAlert);
  }

  async messagesOf(incident: number): Promise<readonly OutboxMessage[]> {
    const rows = await this.#ask((database) =>
      database
        .selectFrom('outbox')
        .selectAll()
        .where('platform', '=', this.#platform)
        .where('incident', '=', incident)
        .orderBy('id')
        .execute(),
    );
    return rows.map(toMessage);
  }

  async messages(keys: readonly string[]): Promise<readonly OutboxMessage[]> {
    const rows = await this.#ask((database) =>
      database
        .selectFrom('outbox')
        .selectAll()
        .where('platform', '=', this.#platform)
        .where(sql<boolean>`key = any (${keys.map(storableText)}::text[])`)
        .orderBy('id')
        .execute(),
    );
    return rows.map(toMessage);
  }

  async tell(messages: readonly NewMessage[]): Promise<void> {
    if (messages.length > 0) await this.#rows(insertMessages(this.#platform, messages));
  }

  async waitingMessages(): Promise<readonly WaitingMessages[]> {
    const rows = await this.#rows(selectWaiting(this.#platform));
    return rows.map(({ channel, count, oldest_at }) => ({ channel, count, oldestAt: oldest_at.toISOString() }));
  }

  async prune({ incidentsBefore, mostIncidents, mostOthers, othersBefore }: Retention): Promise<Pruned> {
    const deleted = async (statement: RawBuilder<unknown>): Promise<number> => {
      const { numAffectedRows } = await this.#ask((database) => statement.execute(database));
      return Number(numAffectedRows ?? 0);
    };
    return {
      incidents: await deleted(deleteIncidents(this.#platform, incidentsBefore, mostIncidents)),
      alerts: await deleted(deleteAlerts(this.#platform, othersBefore, mostOthers)),
      messages: await deleted(deleteMessages(this.#platform, othersBefore, mostOthers)),
    };
  }

  async heartbeats(): Promise<readonly KeptHeartbeat[]> {
    const rows = await this.#rows(selectHeartbeats(this.#platform));
    return rows.map(({ name, beat_at: beatAt, excused_until: excusedUntil }) => ({
      name,
      beatAt: beatAt.toISOString(),
      excusedUntil: excusedUntil?.toISOString() ?? null,
    }));
  }

  async keepHeartbeats(heartbeats: readonly KeptHeartbeat[]): Promise<void> {
    if (heartbeats.length > 0) await this.#rows(upsertHeartbeats(this.#platform, heartbeats));
  }

  async rung(signal: AbortSignal): Promise<void> {
    const { bell, pollMs } = this.#options;
    await bell.wait(this.#heard, pollMs, signal);
    this.#heard = bell.rings;
  }

  async acquireOutbox(signal: AbortSignal): Promise<OutboxLease> {
    const { database, address, sockets, clock } = this.#options;
    const platform = this.#platform;
    signal.throwIfAborted();
    const session = new LeaseSession({ address, sockets, clock, platform });
    const epoch = await session.acquire(signal);
    return new PostgresOutboxLease({ database, address, clock, platform, session, epoch });
  }

  async #rows<T>(statement: RawBuilder<T>): Promise<readonly T[]> {
    return (await this.#ask((database) => statement.execute(database))).rows;
  }

  #ask<T>(query: (database: StoreDatabase) => Promise<T>): Promise<T> {
    return atServer(this.#options.address, () => query(this.#options.database));
  }
}
