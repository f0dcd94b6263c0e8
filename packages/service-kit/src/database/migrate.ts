/** Schema migrations at start, safe however many replicas start at once. */
import type { Kysely } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';

/** Migrations by name; run once each, in the names' order: `0001-users`. A name is never reused. */
export type Migrations = Readonly<Record<string, Migration>>;

/**
 * Brings the schema `schema` up to date. Replicas that start together wait for each other at an advisory lock, which
 * Kysely takes for the transaction that all pending migrations run in: they take effect together or not at all.
 *
 * @throws Error whose `cause` is the failure of a migration or of the connection
 */
export async function migrate<TSchema>(
  database: Kysely<TSchema>,
  schema: string,
  migrations: Migrations,
): Promise<readonly string[]> {
  const migrator = new Migrator({
    db: database,
    provider: { getMigrations: async () => ({ ...migrations }) },
    migrationTableSchema: schema,
  });
  const { error, results } = await migrator.migrateToLatest();
  if (error !== undefined) throw new Error(`Schema ${schema} could not be migrated`, { cause: error });
  return (results ?? []).map((result) => result.migrationName);
}
