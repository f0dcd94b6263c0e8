/** Writes down the whole state as of one moment, while everything goes on. */
import { sql } from 'kysely';
import { appliedMigrations } from '../schema/migrate.ts';
import { SCHEMA } from '../schema/tables.ts';
import type { StoreDatabase } from '../schema/tables.ts';
import { BACKUP_FORMAT, BackupWriter } from './backup-lines.ts';
import type { BackupCounts } from './backup-lines.ts';
import { KEPT_TABLES } from './backup-tables.ts';
import type { KeptTable } from './backup-tables.ts';

/** Rows that are fetched at once. */
const ROWS = 500;

export interface BackUpOptions {
  /** For whoever restores it: JSON. Never a secret. */
  readonly about: Readonly<Record<string, unknown>>;
  /** ISO 8601 UTC. */
  readonly takenAt: string;
  /** Takes whole lines; resolves when it can take more. */
  readonly write: (text: string) => Promise<void>;
}

/** @returns how many rows of each table */
export async function backUp(database: StoreDatabase, { about, takenAt, write }: BackUpOptions): Promise<BackupCounts> {
  const writer = new BackupWriter();
  const work = database.transaction().setIsolationLevel('repeatable read').setAccessMode('read only');
  await work.execute(async (snapshot: StoreDatabase) => {
    const columns = await columnsOf(snapshot);
    const migrations = await appliedMigrations(snapshot);
    await write(writer.header({ format: BACKUP_FORMAT, takenAt, migrations, columns, about }));
    for (const table of KEPT_TABLES) await writeTable(snapshot, table, async (rows) => write(writer.rows(table, rows)));
    await write(writer.end());
  });
  return writer.counts;
}

async function writeTable(
  snapshot: StoreDatabase,
  table: KeptTable,
  write: (rows: readonly string[]) => Promise<void>,
): Promise<void> {
  await sql`
    declare kept no scroll cursor for
    select row_to_json(t)::text as row from ${sql.table(`${SCHEMA}.${table}`)} t`.execute(snapshot);
  for (;;) {
    const { rows } = await sql<{ row: string }>`fetch ${sql.lit(ROWS)} from kept`.execute(snapshot);
    if (rows.length === 0) break;
    await write(rows.map(({ row }) => row));
  }
  await sql`close kept`.execute(snapshot);
}

/** Of all kept tables, in their order. */
export async function columnsOf(database: StoreDatabase): Promise<Readonly<Record<string, readonly string[]>>> {
  const { rows } = await sql<{ name: string; columns: string[] }>`
    select table_name as name, array_agg(column_name::text order by ordinal_position) as columns
    from information_schema.columns
    where table_schema = ${SCHEMA} and table_name = any(${[...KEPT_TABLES]})
    group by table_name`.execute(database);
  return Object.fromEntries(rows.map(({ name, columns }) => [name, columns]));
}
