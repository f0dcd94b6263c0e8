/** The event log and the cursors of those who fill it. */
import { type Kysely, sql } from 'kysely';

import { CHANNEL, EVENT_ORDER_LOCK } from './names.ts';

/**
 * Names are compared byte by byte (`collate "C"`), so that no update of the system's locales damages an index.
 *
 * The table itself makes writers take turns: whoever inserts, holds the lock until the end of its transaction. The
 * trigger runs before the first row and so before the first sequence number is drawn.
 */
export async function createEvents(database: Kysely<unknown>): Promise<void> {
  await sql`
    create table nines.events (
      sequence bigint generated always as identity primary key,
      id text collate "C" not null unique,
      type text collate "C" not null,
      source text collate "C" not null,
      subject text collate "C" not null,
      time timestamptz not null,
      recorded_at timestamptz not null,
      correlation_id text collate "C",
      data jsonb not null
    )`.execute(database);
  await sql`create index events_type on nines.events (type, sequence)`.execute(database);
  await sql`create index events_subject on nines.events (subject, sequence)`.execute(database);
  await sql`
    create index events_correlation on nines.events (correlation_id, sequence)
    where correlation_id is not null`.execute(database);
  await createTurns(database);
  await createBell(database);
  await sql`
    create table nines.cursors (
      source text collate "C" primary key,
      position text not null,
      moved_at timestamptz not null
    )`.execute(database);
}

async function createTurns(database: Kysely<unknown>): Promise<void> {
  await sql`
    create function nines.take_turn() returns trigger language plpgsql as $$
    begin
      perform pg_advisory_xact_lock(${sql.lit(EVENT_ORDER_LOCK)});
      return null;
    end $$`.execute(database);
  await sql`
    create trigger events_take_turns before insert on nines.events
    for each statement execute function nines.take_turn()`.execute(database);
}

async function createBell(database: Kysely<unknown>): Promise<void> {
  await sql`
    create function nines.ring() returns trigger language plpgsql as $$
    begin
      perform pg_notify(${sql.lit(CHANNEL)}, '');
      return null;
    end $$`.execute(database);
  await sql`
    create trigger events_ring after insert on nines.events
    for each statement execute function nines.ring()`.execute(database);
}
