/** Tables of the schema `nines`, as the driver returns them: a bigint is a string. */
import type { ColumnType, GeneratedAlways, Kysely, Selectable } from 'kysely';

import type { LoginLinksTable, SessionsTable, TokensTable, UsersTable } from './account-tables.ts';
import type {
  AlertsTable,
  AnsweredCommandsTable,
  HeartbeatsTable,
  IncidentRevisionsTable,
  IncidentsTable,
  OutboxLeasesTable,
  OutboxTable,
  OutboxThreadsTable,
} from './incident-tables.ts';

/** Everything is in here, so that an existing database can be shared and left without a trace. */
export const SCHEMA = 'nines';

export interface EventsTable {
  readonly sequence: GeneratedAlways<string>;
  readonly id: string;
  readonly type: string;
  readonly source: string;
  readonly subject: string;
  readonly time: Date;
  readonly recorded_at: Date;
  readonly correlation_id: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

/** How far each source has been taken in. */
export interface CursorsTable {
  readonly source: string;
  readonly position: ColumnType<string>;
  readonly moved_at: ColumnType<Date>;
}

/** Every objective that anything is known of. */
export interface ObjectivesTable {
  readonly id: GeneratedAlways<number>;
  readonly platform: string;
  readonly service: string;
  readonly slo: string;
  /** How it stands, in the words of whoever decides that; null before it was decided for the first time. */
  readonly state: ColumnType<unknown>;
}

/** What an objective counted in five minutes. */
export interface ObjectiveBlocksTable {
  readonly objective: number;
  /** A multiple of five minutes since the epoch. */
  readonly start: Date;
  readonly total: number;
  readonly bad: number;
  readonly covered_seconds: number;
}

export interface StoreTables {
  readonly events: EventsTable;
  readonly cursors: CursorsTable;
  readonly objectives: ObjectivesTable;
  readonly objective_blocks: ObjectiveBlocksTable;
  readonly incident_revisions: IncidentRevisionsTable;
  readonly alerts: AlertsTable;
  readonly incidents: IncidentsTable;
  readonly answered_commands: AnsweredCommandsTable;
  readonly heartbeats: HeartbeatsTable;
  readonly outbox: OutboxTable;
  readonly outbox_threads: OutboxThreadsTable;
  readonly outbox_leases: OutboxLeasesTable;
  readonly users: UsersTable;
  readonly sessions: SessionsTable;
  readonly tokens: TokensTable;
  readonly login_links: LoginLinksTable;
}

/** Set to the schema. */
export type StoreDatabase = Kysely<StoreTables>;

/** A row of `events`. */
export type EventRow = Selectable<EventsTable>;
