/** Alerts, incidents, what is to be told of them, and who may ask. Several platforms may share a database. */
import { type Kysely, sql } from 'kysely';

import { OUTBOX_CHANNEL } from './names.ts';

/** Names are compared byte by byte, as in the event log. */
export async function createIncidents(database: Kysely<unknown>): Promise<void> {
  await createDecisions(database);
  await createOutbox(database);
  await createAccounts(database);
}

async function createDecisions(database: Kysely<unknown>): Promise<void> {
  await sql`
    create table nines.incident_revisions (
      platform text collate "C" primary key,
      revision bigint not null,
      last_number integer not null
    )`.execute(database);
  await sql`
    create table nines.alerts (
      platform text collate "C" not null,
      fingerprint text collate "C" not null,
      starts_at timestamptz not null,
      ends_at timestamptz,
      labels jsonb not null,
      annotations jsonb not null,
      received_at timestamptz not null,
      incident integer,
      primary key (platform, fingerprint, starts_at)
    )`.execute(database);
  await sql`create index alerts_firing on nines.alerts (platform) where ends_at is null`.execute(database);
  await sql`
    create index alerts_incident on nines.alerts (platform, incident)
    where incident is not null`.execute(database);
  await sql`
    create table nines.incidents (
      platform text collate "C" not null,
      number integer not null,
      status text collate "C" not null,
      severity smallint not null,
      drill text collate "C",
      services text[] collate "C" not null,
      started_at timestamptz not null,
      resolved_at timestamptz,
      merged_into integer,
      has_open_actions boolean not null,
      document jsonb not null,
      primary key (platform, number)
    )`.execute(database);
  await sql`create index incidents_open on nines.incidents (platform) where status <> 'resolved'`.execute(database);
  await sql`create index incidents_resolved on nines.incidents (platform, resolved_at)`.execute(database);
  await sql`create index incidents_started on nines.incidents (platform, started_at)`.execute(database);
  await sql`
    create table nines.answered_commands (
      platform text collate "C" not null,
      key text collate "C" not null,
      fingerprint text collate "C" not null,
      answer jsonb not null,
      answered_at timestamptz not null,
      primary key (platform, key)
    )`.execute(database);
  await sql`create index answered_commands_at on nines.answered_commands (platform, answered_at)`.execute(database);
  await sql`
    create table nines.heartbeats (
      platform text collate "C" not null,
      name text collate "C" not null,
      beat_at timestamptz not null,
      excused_until timestamptz,
      primary key (platform, name)
    )`.execute(database);
}

/** A lease has a number to lock, so that no two platforms ever lock the same. */
async function createOutbox(database: Kysely<unknown>): Promise<void> {
  await sql`
    create table nines.outbox (
      id bigint generated always as identity primary key,
      platform text collate "C" not null,
      key text collate "C" not null,
      channel text collate "C" not null,
      incident integer,
      notification jsonb not null,
      state text collate "C" not null default 'pending',
      attempts integer not null default 0,
      decided_at timestamptz not null,
      due_at timestamptz not null,
      sent_at timestamptz,
      failure text,
      unique (platform, key)
    )`.execute(database);
  await sql`
    create index outbox_pending on nines.outbox (platform, channel, id)
    where state in ('pending', 'sending')`.execute(database);
  await sql`
    create index outbox_incident on nines.outbox (platform, incident, id)
    where incident is not null`.execute(database);
  await sql`
    create table nines.outbox_threads (
      platform text collate "C" not null,
      channel text collate "C" not null,
      incident integer not null,
      reference jsonb not null,
      primary key (platform, incident, channel)
    )`.execute(database);
  await sql`
    create table nines.outbox_leases (
      platform text collate "C" primary key,
      lock integer not null generated always as identity unique,
      epoch bigint not null default 0
    )`.execute(database);
  await sql`
    create function nines.ring_outbox() returns trigger language plpgsql as $$
    begin
      perform pg_notify(${sql.lit(OUTBOX_CHANNEL)}, '');
      return null;
    end $$`.execute(database);
  await sql`
    create trigger outbox_ring after insert on nines.outbox
    for each statement execute function nines.ring_outbox()`.execute(database);
}

/** Of secrets only digests are kept. */
async function createAccounts(database: Kysely<unknown>): Promise<void> {
  await sql`
    create table nines.users (
      id uuid primary key,
      platform text collate "C" not null,
      name text collate "C" not null,
      role text collate "C" not null,
      password_hash text,
      disabled_at timestamptz,
      created_at timestamptz not null,
      unique (platform, name)
    )`.execute(database);
  await sql`
    create table nines.sessions (
      digest bytea primary key,
      user_id uuid not null references nines.users on delete cascade,
      csrf text not null,
      created_at timestamptz not null,
      seen_at timestamptz not null,
      expires_at timestamptz not null
    )`.execute(database);
  await sql`create index sessions_user on nines.sessions (user_id)`.execute(database);
  await sql`create index sessions_expiry on nines.sessions (expires_at)`.execute(database);
  await sql`
    create table nines.tokens (
      id uuid primary key,
      platform text collate "C" not null,
      name text collate "C" not null,
      digest bytea not null unique,
      user_id uuid references nines.users on delete cascade,
      role text collate "C" not null,
      scopes text[] collate "C" not null,
      created_at timestamptz not null,
      expires_at timestamptz,
      last_used_at timestamptz,
      revoked_at timestamptz
    )`.execute(database);
  await sql`create index tokens_platform on nines.tokens (platform, created_at)`.execute(database);
  await sql`
    create table nines.login_links (
      digest bytea primary key,
      user_id uuid not null references nines.users on delete cascade,
      expires_at timestamptz not null,
      used_at timestamptz
    )`.execute(database);
}
