/** What several messages were sent as, so that they are sent again as the same; and what is told first is found first. */
import { type Kysely, sql } from 'kysely';

/** A channel makes one attempt at a time: what was being sent on it was one message. */
export async function addBundles(database: Kysely<unknown>): Promise<void> {
  await sql`alter table nines.outbox add column bundle text collate "C"`.execute(database);
  await sql`
    update nines.outbox as message set bundle = first.key
    from (
      select distinct on (platform, channel) platform, channel, key from nines.outbox
      where state = 'sending' order by platform, channel, id
    ) as first
    where message.state = 'sending' and (message.platform, message.channel) = (first.platform, first.channel)
  `.execute(database);
  await sql`
    create index outbox_bundles on nines.outbox (platform, channel, id)
    where bundle is not null and state in ('pending', 'sending')`.execute(database);
  await sql`
    create index outbox_loud on nines.outbox (platform, channel, id)
    where state = 'pending' and attempts = 0
      and notification ->> 'reason' in ('triggered', 'reopened', 'severity')`.execute(database);
}
