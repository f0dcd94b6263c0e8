/** Tables of the schema `nines`, as the driver returns them: a bigint is a string. */
import type { ColumnType, GeneratedAlways, Kysely, Selectable } from 'kysely';

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

export interface StoreTables {
  readonly events: EventsTable;
  readonly cursors: CursorsTable;
}

/** Set to the schema. */
export type StoreDatabase = Kysely<StoreTables>;

/** A row of `events`. */
export type EventRow = Selectable<EventsTable>;
