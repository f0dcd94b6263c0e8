/** What objectives counted, in blocks of five minutes, and how each objective stands. */
import { type Kysely, sql } from 'kysely';

/**
 * An objective has a number, so that its blocks, a hundred thousand a year, do not repeat its names: a row of 65 bytes
 * and 30 of the index. Several platforms may share a database, each with objectives of its own.
 */
export async function createObjectives(database: Kysely<unknown>): Promise<void> {
  await sql`
    create table nines.objectives (
      id integer generated always as identity primary key,
      platform text collate "C" not null,
      service text collate "C" not null,
      slo text collate "C" not null,
      state jsonb,
      unique (platform, service, slo)
    )`.execute(database);
  await sql`
    create table nines.objective_blocks (
      objective integer not null references nines.objectives,
      start timestamptz not null,
      total double precision not null,
      bad double precision not null,
      covered_seconds integer not null,
      primary key (objective, start)
    )`.execute(database);
}
