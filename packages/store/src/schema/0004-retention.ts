/** So that what is too old, and which postmortems are owed, is found without looking at anything else. */
import { type Kysely, sql } from 'kysely';

export async function createRetention(database: Kysely<unknown>): Promise<void> {
  await sql`
    create index alerts_loose on nines.alerts (platform, ends_at)
    where incident is null and ends_at is not null`.execute(database);
  await sql`
    create index outbox_done on nines.outbox (platform, decided_at)
    where incident is null and state not in ('pending', 'sending')`.execute(database);
  await sql`
    create index incidents_owing on nines.incidents (platform, number)
    where status = 'resolved' and severity <= 2 and drill is null and merged_into is null
      and not jsonb_path_exists(document, '$.links[*].title ? (@ like_regex "^postmortem" flag "i")')`.execute(
    database,
  );
}
