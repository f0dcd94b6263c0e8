/** Between what is kept of alerts and messages, and their rows. */
import { NinesError, type OutboxMessage, type TakenAlert } from '@nines/kernel';
import type { Selectable } from 'kysely';

import type { AlertsTable, OutboxTable } from '../schema/incident-tables.ts';

type AlertRow = Omit<Selectable<AlertsTable>, 'platform'>;
type OutboxRow = Omit<Selectable<OutboxTable>, 'platform' | 'key'>;

export function toAlert(row: AlertRow): TakenAlert {
  return {
    fingerprint: row.fingerprint,
    startsAt: row.starts_at.toISOString(),
    endsAt: row.ends_at?.toISOString() ?? null,
    labels: row.labels,
    annotations: row.annotations,
    receivedAt: row.received_at.toISOString(),
    incident: row.incident,
  };
}

/** @throws NinesError `STORE_BAD_EVENT` where a moment is none */
export function fromAlert(alert: TakenAlert): AlertRecord {
  return {
    fingerprint: alert.fingerprint,
    starts_at: moment(alert.startsAt),
    ends_at: alert.endsAt === null ? null : moment(alert.endsAt),
    labels: alert.labels,
    annotations: alert.annotations,
    received_at: moment(alert.receivedAt),
    incident: alert.incident,
  };
}

/** What the database is given for each alert. */
export interface AlertRecord extends Omit<AlertRow, 'starts_at' | 'ends_at' | 'received_at'> {
  readonly starts_at: string;
  readonly ends_at: string | null;
  readonly received_at: string;
}

export function toMessage(row: OutboxRow): OutboxMessage {
  return {
    id: Number(row.id), // exact up to 2^53
    channel: row.channel,
    incident: row.incident,
    notification: row.notification,
    state: row.state,
    attempts: row.attempts,
    decidedAt: row.decided_at.toISOString(),
    dueAt: row.due_at.toISOString(),
    sentAt: row.sent_at?.toISOString() ?? null,
    failure: row.failure,
    bundle: row.bundle,
  };
}

/**
 * To the millisecond, as a row is read again.
 *
 * @throws NinesError `STORE_BAD_EVENT` where it is no moment: the database would take `now` or `infinity` for one
 */
export function moment(text: string): string {
  const date = new Date(text);
  if (!Number.isNaN(date.getTime())) return date.toISOString();
  throw new NinesError('STORE_BAD_EVENT', `This is no moment in ISO 8601: ${text}`, { details: { text } });
}
