/** What is not kept any longer: each of these finds the oldest by an index, and locks what it deletes. */
import { type RawBuilder, sql } from 'kysely';

import { moment } from './rows.ts';

/** As `owesPostmortem` finds it; of what an index is, so that it has to be written as there. */
export const OWES_POSTMORTEM = sql<boolean>`(
  status = 'resolved' and severity <= 2 and drill is null and merged_into is null
  and not jsonb_path_exists(document, '$.links[*].title ? (@ like_regex "^postmortem" flag "i")')
)`;

/** With everything of them. */
export function deleteIncidents(platform: string, before: string, limit: number): RawBuilder<unknown> {
  return sql`
    with old as materialized (
      select number from nines.incidents i
      where platform = ${platform} and resolved_at < ${moment(before)}::timestamptz
        and status = 'resolved' and not has_open_actions and not ${OWES_POSTMORTEM}
        and not exists (
          select from nines.alerts a where a.platform = i.platform and a.incident = i.number and a.ends_at is null
        )
        and not exists (
          select from nines.outbox o
          where o.platform = i.platform and o.incident = i.number and o.state in ('pending', 'sending')
        )
        and not exists (
          select from nines.incidents whole where whole.platform = i.platform and whole.number = i.merged_into
        )
      order by resolved_at limit ${limit}
      for update of i skip locked
    ), alerts as (
      delete from nines.alerts a using old where a.platform = ${platform} and a.incident = old.number
    ), messages as (
      delete from nines.outbox o using old where o.platform = ${platform} and o.incident = old.number
    ), threads as (
      delete from nines.outbox_threads t using old where t.platform = ${platform} and t.incident = old.number
    )
    delete from nines.incidents i using old where i.platform = ${platform} and i.number = old.number`;
}

/** Of no incident, and over. */
export function deleteAlerts(platform: string, before: string, limit: number): RawBuilder<unknown> {
  return sql`
    delete from nines.alerts a using (
      select fingerprint, starts_at from nines.alerts
      where platform = ${platform} and incident is null and ends_at < ${moment(before)}::timestamptz
      order by ends_at limit ${limit}
      for update skip locked
    ) old
    where a.platform = ${platform} and a.fingerprint = old.fingerprint and a.starts_at = old.starts_at`;
}

/** Of no incident, and done with: those of incidents are a part of their history. */
export function deleteMessages(platform: string, before: string, limit: number): RawBuilder<unknown> {
  return sql`
    delete from nines.outbox o using (
      select id from nines.outbox m
      where platform = ${platform} and state not in ('pending', 'sending')
        and decided_at < ${moment(before)}::timestamptz and incident is null
      order by decided_at limit ${limit}
      for update of m skip locked
    ) old
    where o.id = old.id`;
}
