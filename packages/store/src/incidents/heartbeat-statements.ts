/** Heartbeats that are waited for. */
import type { KeptHeartbeat } from '@nines/kernel';
import { type RawBuilder, type Selectable, sql } from 'kysely';

import { storableJson } from '../events/storable-json.ts';
import type { HeartbeatsTable } from '../schema/incident-tables.ts';
import { moment } from './rows.ts';

export function selectHeartbeats(platform: string): RawBuilder<Selectable<HeartbeatsTable>> {
  return sql`select * from nines.heartbeats where platform = ${platform} order by name`;
}

/** In place of what is kept: which of both is newer, a wall clock that may be set cannot tell. */
export function upsertHeartbeats(platform: string, heartbeats: readonly KeptHeartbeat[]): RawBuilder<unknown> {
  const latest = new Map(heartbeats.map((heartbeat) => [heartbeat.name, heartbeat]));
  const records = [...latest.values()].map(({ name, beatAt, excusedUntil }) => ({
    name,
    beat_at: moment(beatAt),
    excused_until: excusedUntil === null ? null : moment(excusedUntil),
  }));
  return sql`
    insert into nines.heartbeats (platform, name, beat_at, excused_until)
    select ${platform}, given.* from jsonb_to_recordset(${storableJson(records)}::jsonb) as given (
      name text, beat_at timestamptz, excused_until timestamptz
    )
    on conflict (platform, name) do update
    set (beat_at, excused_until) = (excluded.beat_at, excluded.excused_until)`;
}
