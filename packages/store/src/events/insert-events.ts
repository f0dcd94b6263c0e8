/** Recording events: one statement and one parameter, whatever their number. */
import type { NewEvent, RecordedEvent } from '@nines/kernel';
import { type RawBuilder, sql } from 'kysely';

import type { EventRow, StoreDatabase } from '../schema/tables.ts';
import { toEvent, toRecord } from './event-row.ts';
import { storableJson } from './storable-json.ts';

/**
 * Inserts what is not there yet, in the order given, and returns that. From here to the end of its transaction no other
 * one can insert (the table's trigger sees to that), so this comes last.
 *
 * @param recordedAt ISO 8601
 */
export async function insertEvents(
  database: StoreDatabase,
  events: readonly NewEvent[],
  recordedAt: string,
): Promise<readonly RecordedEvent[]> {
  if (events.length === 0) return [];
  const insertion = sql<EventRow>`${eventInsertion(events, recordedAt)} returning *`;
  const { rows } = await insertion.execute(database);
  return rows.map(toEvent).sort((one, other) => one.sequence - other.sequence);
}

/** @param onlyIf what must hold */
export function eventInsertion(
  events: readonly NewEvent[],
  recordedAt: string,
  onlyIf: RawBuilder<unknown> = sql`true`,
): RawBuilder<unknown> {
  return sql`
    insert into nines.events (id, type, source, subject, time, recorded_at, correlation_id, data)
    select id, type, source, subject, time, ${recordedAt}::timestamptz, correlation_id, data
    from rows from (
      jsonb_to_recordset(${storableJson(events.map(toRecord))}::jsonb) as (
        id text, type text, source text, subject text, time timestamptz, correlation_id text, data jsonb
      )
    ) with ordinality
    where ${onlyIf}
    order by ordinality
    on conflict (id) do nothing`;
}
