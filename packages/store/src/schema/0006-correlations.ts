/**
 * Whose incident an event belongs to: `incident:12` becomes `incident:shop/12`, because several platforms may share a
 * database, and each counts from 1.
 *
 * This is done where exactly one platform ever had incidents in the database, so that there is no doubt whose they are.
 * Where several had, what was written stays as it is, and is in no timeline any more: it would be in the wrong one. Ids
 * of events stay as they are everywhere.
 */
import { type Kysely, type RawBuilder, sql } from 'kysely';

/** Also for what a backup of an earlier version brings back. Done twice, it is the same as done once. */
export async function nameCorrelations<T>(database: Kysely<T>): Promise<void> {
  await correlationsNamed().execute(database);
}

/** Looks at nothing but events of incidents, by their index. */
export function correlationsNamed(): RawBuilder<unknown> {
  return sql`
    update nines.events set correlation_id = 'incident:' || owner.platform || '/' || substr(correlation_id, 10)
    from (
      select min(platform) as platform from nines.incident_revisions where last_number > 0 having count(*) = 1
    ) as owner
    where correlation_id >= 'incident:' and correlation_id < 'incident;' and correlation_id ~ '^incident:[0-9]+$'`;
}
