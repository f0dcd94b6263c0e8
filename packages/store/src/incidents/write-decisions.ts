/** What a decision changes: one statement, and one parameter for the rows of each table, whatever their number. */
import type { AnsweredCommand, Incident, IncidentChanges, TakenAlert } from '@nines/kernel';
import { type RawBuilder, sql } from 'kysely';

import { eventInsertion } from '../events/insert-events.ts';
import { storableJson } from '../events/storable-json.ts';
import { insertMessages } from './outbox-statements.ts';
import { fromAlert, moment } from './rows.ts';

/** For how long the answers of commands are kept, ms: a week. */
const ANSWERS_KEPT_MS = 7 * 86_400_000;

/** Of every part but the first: somebody else was not faster. */
const IF_ADVANCED = sql`exists (select from advanced)`;

/**
 * Keeps all of it and returns a row; or nothing, and none, where somebody else was faster. One round trip, so that the
 * turn of those who write events is held as shortly as can be: PostgreSQL carries out the last part first, and so takes
 * that turn at the end.
 */
export function commitDecision(
  platform: string,
  { revision, alerts, incidents, messages, events, answered }: IncidentChanges,
  nowMs: number,
): RawBuilder<unknown> {
  const lastNumber = Math.max(0, ...incidents.map(({ number }) => number));
  const now = new Date(nowMs).toISOString();
  const forgotten = new Date(nowMs - ANSWERS_KEPT_MS).toISOString();
  const parts = [
    sql`advanced as (${advance(platform, revision, lastNumber)})`,
    events.length > 0 && sql`kept_events as (${eventInsertion(events, now, IF_ADVANCED)})`,
    alerts.length > 0 && sql`kept_alerts as (${upsertAlerts(platform, alerts)})`,
    incidents.length > 0 && sql`kept_incidents as (${upsertIncidents(platform, incidents)})`,
    messages.length > 0 && sql`kept_messages as (${insertMessages(platform, messages, IF_ADVANCED)})`,
    answered.length > 0 && sql`forgotten_answers as (${deleteAnswers(platform, forgotten)})`,
    answered.length > 0 && sql`kept_answers as (${insertAnswers(platform, answered, now)})`,
  ];
  return sql`
    with ${sql.join(parts.filter((part) => part !== false))}
    select from advanced`;
}

/** Returns one row, or none where `revision` is not the newest. Whoever comes later waits here. */
function advance(platform: string, revision: number, lastNumber: number): RawBuilder<unknown> {
  if (revision > 0) {
    return sql`
      update nines.incident_revisions
      set (revision, last_number) = (revision + 1, greatest(last_number, ${lastNumber}::int))
      where platform = ${platform} and revision = ${revision}
      returning 1`;
  }
  return sql`
    insert into nines.incident_revisions (platform, revision, last_number)
    values (${platform}, 1, ${lastNumber}::int)
    on conflict do nothing
    returning 1`;
}

function upsertAlerts(platform: string, alerts: readonly TakenAlert[]): RawBuilder<unknown> {
  const records = lastOfEach(alerts.map(fromAlert), (alert) => `${alert.starts_at} ${alert.fingerprint}`);
  return sql`
    insert into nines.alerts (
      platform, fingerprint, starts_at, ends_at, labels, annotations, received_at, incident
    )
    select ${platform}, given.* from jsonb_to_recordset(${storableJson(records)}::jsonb) as given (
      fingerprint text, starts_at timestamptz, ends_at timestamptz, labels jsonb, annotations jsonb,
      received_at timestamptz, incident int
    )
    where ${IF_ADVANCED}
    on conflict (platform, fingerprint, starts_at) do update
    set (ends_at, labels, annotations, received_at, incident) =
      (excluded.ends_at, excluded.labels, excluded.annotations, excluded.received_at, excluded.incident)`;
}

function upsertIncidents(platform: string, incidents: readonly Incident[]): RawBuilder<unknown> {
  const records = lastOfEach(incidents, (incident) => String(incident.number)).map((incident) => ({
    number: incident.number,
    status: incident.status,
    severity: incident.severity,
    drill: incident.drill,
    services: incident.services,
    started_at: moment(incident.startedAt),
    resolved_at: incident.resolvedAt === null ? null : moment(incident.resolvedAt),
    merged_into: incident.mergedInto,
    has_open_actions: incident.tasks.some(({ kind, doneAt }) => kind === 'corrective' && doneAt === null),
    document: incident,
  }));
  return sql`
    insert into nines.incidents (
      platform, number, status, severity, drill, services, started_at, resolved_at, merged_into, has_open_actions,
      document
    )
    select ${platform}, given.* from jsonb_to_recordset(${storableJson(records)}::jsonb) as given (
      number int, status text, severity int, drill text, services text[], started_at timestamptz,
      resolved_at timestamptz, merged_into int, has_open_actions bool, document jsonb
    )
    where ${IF_ADVANCED}
    on conflict (platform, number) do update
    set (status, severity, drill, services, started_at, resolved_at, merged_into, has_open_actions, document) =
      (excluded.status, excluded.severity, excluded.drill, excluded.services, excluded.started_at,
        excluded.resolved_at, excluded.merged_into, excluded.has_open_actions, excluded.document)`;
}

function insertAnswers(platform: string, answers: readonly AnsweredCommand[], at: string): RawBuilder<unknown> {
  return sql`
    insert into nines.answered_commands (platform, key, fingerprint, answer, answered_at)
    select ${platform}, key, fingerprint, coalesce(answer, 'null'), ${at}::timestamptz
    from jsonb_to_recordset(${storableJson(answers)}::jsonb) as given (
      key text, fingerprint text, answer jsonb
    )
    where ${IF_ADVANCED}
    on conflict do nothing`;
}

function deleteAnswers(platform: string, before: string): RawBuilder<unknown> {
  return sql`
    delete from nines.answered_commands
    where platform = ${platform} and answered_at < ${before}::timestamptz and ${IF_ADVANCED}`;
}

/** A statement may change a row once. */
function lastOfEach<T>(rows: readonly T[], keyOf: (row: T) => string): readonly T[] {
  return [...new Map(rows.map((row) => [keyOf(row), row])).values()];
}
