/** What is to be told, and what became of it: one statement, whatever the number of messages. */
import { type DeliveryReport, LOUD_REASONS, type NewEvent, type NewMessage } from '@nines/kernel';
import { type RawBuilder, type Selectable, sql } from 'kysely';

import { eventInsertion } from '../events/insert-events.ts';
import { storableJson, storableText } from '../events/storable-json.ts';
import type { OutboxTable } from '../schema/incident-tables.ts';
import { moment } from './rows.ts';

/**
 * In the order given; a message whose key is known is not inserted again.
 *
 * @param onlyIf what must hold
 */
export function insertMessages(
  platform: string,
  messages: readonly NewMessage[],
  onlyIf: RawBuilder<unknown> = sql`true`,
): RawBuilder<unknown> {
  const records = messages.map(({ channel, notification }) => ({
    key: notification.key,
    channel,
    incident: notification.kind === 'incident' ? notification.incident.number : null,
    notification,
    at: moment(notification.at),
  }));
  return sql`
    insert into nines.outbox (platform, key, channel, incident, notification, decided_at, due_at)
    select ${platform}, key, channel, incident, notification, at, at
    from rows from (
      jsonb_to_recordset(${storableJson(records)}::jsonb) as (
        key text, channel text, incident int, notification jsonb, at timestamptz
      )
    ) with ordinality
    where ${onlyIf}
    order by ordinality
    on conflict (platform, key) do nothing`;
}

/** What changes of a message: what it says stays as it is, and is read once. */
export type OutboxState = Omit<Selectable<OutboxTable>, 'platform' | 'key' | 'notification'>;

/**
 * Of each channel the oldest that are not done, so that one that does not move hides no other; what was sent as one; and
 * whole incidents of which something may wake somebody, so that no number of others hides that.
 */
export function selectPending(platform: string, limit: number): RawBuilder<OutboxState> {
  return sql`
    with recursive channels as (
      (${firstChannel(platform, sql`true`)})
      union all
      select next.channel from channels cross join lateral (
        ${firstChannel(platform, sql`o.channel > channels.channel`)}
      ) next
    )
    select waiting.* from channels cross join lateral (
      select o.id, o.channel, o.incident, o.state, o.attempts, o.decided_at, o.due_at, o.sent_at, o.failure, o.bundle
      from nines.outbox o where o.id = any (array(
        (${openIn(platform)} order by o.id limit ${limit})
        union
        (${openIn(platform)} and o.bundle is not null)
        union
        (${openIn(platform)} and o.incident = any (array(
          select o.incident from nines.outbox o
          where o.platform = ${platform} and o.channel = channels.channel
            and o.state = 'pending' and o.attempts = 0 and o.notification ->> 'reason' in (${LOUD})
          order by o.id limit ${limit}
        )))
      ))
    ) waiting
    order by id`;
}

/** What messages say. */
export function selectNotifications(
  ids: readonly number[],
): RawBuilder<Pick<Selectable<OutboxTable>, 'id' | 'notification'>> {
  return sql`select id, notification from nines.outbox where id = any (${ids}::bigint[])`;
}

/** As in the condition of the index. */
const LOUD = sql.join(LOUD_REASONS.map((reason) => sql.lit(reason)));

function openIn(platform: string): RawBuilder<unknown> {
  return sql`
    select o.id from nines.outbox o
    where o.platform = ${platform} and o.channel = channels.channel and o.state in ('pending', 'sending')`;
}

function firstChannel(platform: string, condition: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    select o.channel from nines.outbox o
    where o.platform = ${platform} and o.state in ('pending', 'sending') and ${condition}
    order by o.channel limit 1`;
}

export interface WaitingRow {
  readonly channel: string;
  readonly count: number;
  readonly oldest_at: Date;
}

export function selectWaiting(platform: string): RawBuilder<WaitingRow> {
  return sql`
    select channel, count(*)::int as count, min(decided_at) as oldest_at from nines.outbox
    where platform = ${platform} and state in ('pending', 'sending')
    group by channel order by channel`;
}

/** Of every part but the first: nobody else has the right to deliver by now. */
const IF_HOLDER = sql`exists (select from holder)`;

/**
 * Keeps all of it and returns a row; or nothing, and none, where `epoch` is not the newest. Whoever acquires the right
 * next waits until it is kept.
 */
export function keepReports(
  platform: string,
  epoch: number,
  reports: readonly DeliveryReport[],
  events: readonly NewEvent[],
  nowMs: number,
): RawBuilder<unknown> {
  const threads = reports.flatMap(({ thread }) => (thread === undefined ? [] : [thread]));
  const recordedAt = new Date(nowMs).toISOString();
  const parts = [
    sql`holder as (
      select from nines.outbox_leases where platform = ${platform} and epoch = ${epoch} for share
    )`,
    events.length > 0 && sql`kept_events as (${eventInsertion(events, recordedAt, IF_HOLDER)})`,
    sql`kept_messages as (${updateMessages(platform, reports)})`,
    threads.length > 0 && sql`kept_threads as (${upsertThreads(platform, threads)})`,
  ];
  return sql`
    with ${sql.join(parts.filter((part) => part !== false))}
    select from holder`;
}

/** What is done stays as it is. */
function updateMessages(platform: string, reports: readonly DeliveryReport[]): RawBuilder<unknown> {
  const records = reports.flatMap(({ ids, state, attempts, dueAt, sentAt, failure, bundle }) => {
    const times = { due_at: moment(dueAt), sent_at: sentAt && moment(sentAt) };
    return ids.map((id) => ({ id, state, attempts, ...times, failure, bundle }));
  });
  return sql`
    update nines.outbox o
    set (state, attempts, due_at, sent_at, failure, bundle) =
      (given.state, given.attempts, given.due_at, given.sent_at, given.failure, given.bundle)
    from jsonb_to_recordset(${storableJson(records)}::jsonb) as given (
      id bigint, state text, attempts int, due_at timestamptz, sent_at timestamptz, failure text, bundle text
    )
    where o.id = given.id and o.platform = ${platform} and o.state in ('pending', 'sending') and ${IF_HOLDER}`;
}

function upsertThreads(
  platform: string,
  threads: readonly NonNullable<DeliveryReport['thread']>[],
): RawBuilder<unknown> {
  const latest = new Map(threads.map((thread) => [`${thread.incident} ${storableText(thread.channel)}`, thread]));
  return sql`
    insert into nines.outbox_threads (platform, channel, incident, reference)
    select ${platform}, channel, incident, reference
    from jsonb_to_recordset(${storableJson([...latest.values()])}::jsonb) as given (
      channel text, incident int, reference jsonb
    )
    where ${IF_HOLDER}
    on conflict (platform, incident, channel) do update set reference = excluded.reference`;
}
