/** Reading events in order. */
import type { EventFilter } from '@nines/kernel';
import { type SelectQueryBuilder, sql } from 'kysely';

import type { EventRow, StoreDatabase, StoreTables } from '../schema/tables.ts';
import { storableText } from './storable-json.ts';

/** At most `limit` events after `after` that pass the filter; each condition has an index. */
export function selectEvents(
  database: StoreDatabase,
  after: number,
  limit: number,
  { types, subject, correlationId }: EventFilter = {},
): SelectQueryBuilder<StoreTables, 'events', EventRow> {
  let query = database.selectFrom('events').selectAll().where('sequence', '>', String(after));
  if (types !== undefined) query = query.where(sql<boolean>`type = any(${types.map(storableText)})`);
  if (subject !== undefined) query = query.where('subject', '=', storableText(subject));
  if (correlationId !== undefined) query = query.where('correlation_id', '=', storableText(correlationId));
  return query.orderBy('sequence').limit(limit);
}
