/** Between an event and its row. */
import { NinesError, type NewEvent, type RecordedEvent } from '@nines/kernel';

import type { EventRow } from '../schema/tables.ts';

/** What the database is given for each event; the keys are those that `insertEvents` unpacks. */
export interface EventRecord {
  readonly id: string;
  readonly type: string;
  readonly source: string;
  readonly subject: string;
  readonly time: string;
  readonly correlation_id: string | undefined;
  readonly data: NewEvent['data'];
}

/** @throws NinesError `STORE_BAD_EVENT` where `time` is none: the database would take `now` or `infinity` for one */
export function toRecord(event: NewEvent): EventRecord {
  const { id, type, source, subject, data, correlationId } = event;
  return { id, type, source, subject, time: readTime(event), correlation_id: correlationId, data };
}

export function toEvent(row: EventRow): RecordedEvent {
  return {
    sequence: Number(row.sequence), // exact up to 2^53
    id: row.id,
    type: row.type,
    source: row.source,
    subject: row.subject,
    time: row.time.toISOString(),
    recordedAt: row.recorded_at.toISOString(),
    correlationId: row.correlation_id,
    data: row.data,
  };
}

function readTime({ id, time }: NewEvent): string {
  const moment = new Date(time);
  if (!Number.isNaN(moment.getTime())) return moment.toISOString();
  throw new NinesError('STORE_BAD_EVENT', `The time of event ${id} is not ISO 8601: ${time}`, {
    details: { id, time },
  });
}
