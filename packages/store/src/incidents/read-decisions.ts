/** Reading alerts and incidents: each of these looks at no more than what it returns, however much is kept. */
import type { Incident, IncidentFilter, TakenAlert } from '@nines/kernel';
import { type RawBuilder, type Selectable, sql } from 'kysely';

import { storableJson, storableText } from '../events/storable-json.ts';
import type { AlertsTable } from '../schema/incident-tables.ts';
import type { StoreDatabase } from '../schema/tables.ts';
import { OWES_POSTMORTEM } from './retention-statements.ts';
import { moment } from './rows.ts';

export type AlertRow = Selectable<AlertsTable>;

export interface IncidentRow {
  readonly document: Incident;
}

/** A row where another platform ever decided, or has objectives. */
export function selectOthers(platform: string): RawBuilder<unknown> {
  return sql`
    (select from nines.incident_revisions where platform <> ${platform} limit 1)
    union all
    (select from nines.objectives where platform <> ${platform} limit 1)`;
}

/** Not resolved, or with alerts that fire, or resolved after `resolvedSince`. */
export function selectLive(platform: string, resolvedSince: string): RawBuilder<IncidentRow> {
  return sql`
    select document from nines.incidents
    where platform = ${platform} and number = any (array(
      select number from nines.incidents where platform = ${platform} and status <> 'resolved'
      union
      select number from nines.incidents
      where platform = ${platform} and resolved_at > ${moment(resolvedSince)}::timestamptz
      union
      select incident from nines.alerts where platform = ${platform} and ends_at is null and incident is not null
    ))
    order by number`;
}

/** Alerts that fire, and all of these incidents. */
export function selectAlertsOf(platform: string, incidents: readonly number[]): RawBuilder<AlertRow> {
  return sql`
    select * from nines.alerts where platform = ${platform} and ends_at is null
    union all
    select * from nines.alerts
    where platform = ${platform} and incident = any (${incidents}::int[]) and ends_at is not null
    order by starts_at, fingerprint`;
}

/** Each of these, and the latest of each fingerprint. */
export function selectRecorded(
  platform: string,
  alerts: readonly Pick<TakenAlert, 'fingerprint' | 'startsAt'>[],
): RawBuilder<AlertRow> {
  const wanted = alerts.map(({ fingerprint, startsAt }) => ({ fingerprint, starts_at: moment(startsAt) }));
  return sql`
    with wanted as materialized (
      select fingerprint, starts_at
      from jsonb_to_recordset(${storableJson(wanted)}::jsonb) as given (fingerprint text, starts_at timestamptz)
    )
    select exact.* from (select distinct fingerprint, starts_at from wanted) wanted cross join lateral (
      select * from nines.alerts a
      where (a.platform, a.fingerprint, a.starts_at) = (${platform}, wanted.fingerprint, wanted.starts_at)
      limit 1
    ) exact
    union
    select latest.* from (select distinct fingerprint from wanted) wanted cross join lateral (
      select * from nines.alerts a
      where (a.platform, a.fingerprint) = (${platform}, wanted.fingerprint)
      order by a.starts_at desc limit 1
    ) latest`;
}

/** The newest first. */
export function selectIncidents(database: StoreDatabase, platform: string, filter: IncidentFilter) {
  const { statuses, severities, service, isDrill, since, until, before, mergedInto, hasOpenActions, limit } = filter;
  let query = database.selectFrom('incidents').select('document').where('platform', '=', platform);
  if (statuses !== undefined) query = query.where(sql<boolean>`status = any (${statuses}::text[])`);
  if (severities !== undefined) query = query.where(sql<boolean>`severity = any (${severities}::int[])`);
  if (service !== undefined) query = query.where(sql<boolean>`${storableText(service)} = any (services)`);
  if (isDrill !== undefined) query = query.where('drill', isDrill ? 'is not' : 'is', null);
  if (since !== undefined) query = query.where('started_at', '>=', new Date(moment(since)));
  if (until !== undefined) query = query.where('started_at', '<', new Date(moment(until)));
  if (before !== undefined) query = query.where('number', '<', before);
  if (filter.owesPostmortem === true) query = query.where(OWES_POSTMORTEM);
  if (hasOpenActions === true) query = query.where('has_open_actions', '=', true);
  query =
    mergedInto === undefined ? query.where('merged_into', 'is', null) : query.where('merged_into', '=', mergedInto);
  return query.orderBy('number', 'desc').limit(limit);
}
