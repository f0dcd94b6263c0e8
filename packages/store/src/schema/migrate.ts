/** Brings the schema up to date at start, however many processes start at once. */
import { messageOf, NinesError } from '@nines/kernel';
import { type Kysely, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';

import { storeFault } from '../connection/connection-fault.ts';
import type { ServerAddress } from '../connection/server-address.ts';
import { createEvents } from './0001-events.ts';
import { createObjectives } from './0002-objectives.ts';
import { createIncidents } from './0003-incidents.ts';
import { createRetention } from './0004-retention.ts';
import { addBundles } from './0005-bundles.ts';
import { nameCorrelations } from './0006-correlations.ts';
import { SCHEMA } from './tables.ts';

/** Run once each, in the names' order, never changed and never renamed once released. */
const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-events': { up: createEvents },
  '0002-objectives': { up: createObjectives },
  '0003-incidents': { up: createIncidents },
  '0004-retention': { up: createRetention },
  '0005-bundles': { up: addBundles },
  '0006-correlations': { up: nameCorrelations },
};

const TABLE = 'migrations';

/**
 * Those who start at the same time wait for each other at an advisory lock, which Kysely takes for the transaction that
 * all pending steps run in: they take effect together or not at all.
 *
 * @throws NinesError `STORE_NEWER` where a newer version of the code was here; nothing is changed
 * @throws NinesError `STORE_ENCODING` where the database cannot hold every text
 * @throws NinesError `STORE_MIGRATION_FAILED` where a step fails for another reason than `storeFault` knows
 */
export async function migrate<T>(database: Kysely<T>, address: ServerAddress): Promise<void> {
  await requireUtf8(database);
  const applied = await appliedMigrations(database);
  const unknown = applied.filter((name) => !Object.hasOwn(MIGRATIONS, name));
  if (unknown.length > 0) throw newer(unknown);
  if (applied.length === Object.keys(MIGRATIONS).length) return;
  const migrator = new Migrator({
    db: database,
    provider: { getMigrations: async () => ({ ...MIGRATIONS }) },
    migrationTableSchema: SCHEMA,
    migrationTableName: TABLE,
    migrationLockTableName: `${TABLE}_lock`,
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw migrationFault(error, address);
}

/** Names of the steps that were taken, in their order. */
export async function appliedMigrations<T>(database: Kysely<T>): Promise<readonly string[]> {
  const table = sql.table(`${SCHEMA}.${TABLE}`);
  const found = await sql<{ found: boolean }>`
    select to_regclass(${`${SCHEMA}.${TABLE}`}) is not null as found`.execute(database);
  if (found.rows[0]?.found !== true) return [];
  const { rows } = await sql<{ name: string }>`select name from ${table} order by name`.execute(database);
  return rows.map((row) => row.name);
}

async function requireUtf8<T>(database: Kysely<T>): Promise<void> {
  const { rows } = await sql<{ encoding: string }>`
    select current_setting('server_encoding') as encoding`.execute(database);
  const encoding = rows[0]?.encoding ?? 'unknown';
  if (encoding === 'UTF8') return;
  throw new NinesError(
    'STORE_ENCODING',
    `The database is encoded in ${encoding}, which cannot hold every text; create one with ENCODING 'UTF8' TEMPLATE template0`,
    { details: { encoding } },
  );
}

function migrationFault(error: unknown, address: ServerAddress): NinesError {
  const fault = storeFault(error, address);
  if (fault instanceof NinesError) return fault;
  return new NinesError(
    'STORE_MIGRATION_FAILED',
    `The schema ${SCHEMA} at ${address.name} could not be brought up to date and is as it was: ${messageOf(error)}`,
    { cause: error },
  );
}

function newer(unknown: readonly string[]): NinesError {
  return new NinesError(
    'STORE_NEWER',
    `The database was brought up to date by a newer version of Nines (${unknown.join(', ')}), which this one would damage; ` +
      `start that version or a later one, or name another database`,
    { details: { unknown } },
  );
}
