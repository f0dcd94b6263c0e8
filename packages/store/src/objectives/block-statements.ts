/** Statements on blocks: one parameter, whatever their number. */
import { type RawBuilder, sql } from 'kysely';

import { storableJson, storableText } from '../events/storable-json.ts';
import type { Binning, BlockRange, ObjectiveBlock, ObjectiveKey } from './objective-store.ts';

/** Numbers objectives that have none yet. Looks first: a number that is drawn in vain is gone. */
export function numberObjectives(platform: string, keys: readonly ObjectiveKey[]): RawBuilder<unknown> {
  return sql`
    insert into nines.objectives (platform, service, slo)
    select distinct ${platform}, service, slo
    from jsonb_to_recordset(${namesOf(keys)}::jsonb) as given (service text, slo text)
    where not exists (
      select from nines.objectives known
      where (known.platform, known.service, known.slo) = (${platform}, given.service, given.slo)
    )
    on conflict do nothing`;
}

/** In the order of the key: two writers of the same blocks wait for each other and do not deadlock. */
export function upsertBlocks(platform: string, blocks: readonly ObjectiveBlock[]): RawBuilder<unknown> {
  const given = blocks.map(({ startMs, coveredSeconds, ...block }) => ({
    ...block,
    start: timeText(startMs),
    covered: Math.round(coveredSeconds),
  }));
  return sql`
    insert into nines.objective_blocks as known (objective, start, total, bad, covered_seconds)
    select id, start, total, bad, covered
    from jsonb_to_recordset(${storableJson(given)}::jsonb) as given (
      service text, slo text, start timestamptz, total float8, bad float8, covered int
    )
    join nines.objectives using (service, slo)
    where platform = ${platform}
    order by id, start
    on conflict (objective, start) do update
    set (total, bad, covered_seconds) = (excluded.total, excluded.bad, excluded.covered_seconds)
    where excluded.covered_seconds > known.covered_seconds`;
}

/** Each objective is looked up by its key: without `lateral` the planner may rather read the whole table. */
export function selectNewest(platform: string, beforeMs: number): RawBuilder<{ start: Date | null }> {
  return sql`
    select max(start) as start
    from nines.objectives
    cross join lateral (
      select start from nines.objective_blocks
      where objective = id and start < ${timeText(beforeMs)}::timestamptz
      order by start desc limit 1
    ) newest
    where platform = ${platform}`;
}

/** As the driver returns it. */
export interface BlockRow {
  readonly start: Date;
  readonly total: number;
  readonly bad: number;
  readonly covered_seconds: number;
}

export function selectBlocks(platform: string, { service, slo, fromMs, toMs }: BlockRange): RawBuilder<BlockRow> {
  return sql`
    select start, total, bad, covered_seconds
    from nines.objective_blocks
    where objective = (
      select id from nines.objectives
      where (platform, service, slo) = (${platform}, ${storableText(service)}, ${storableText(slo)})
    )
    and start >= ${timeText(fromMs)}::timestamptz and start < ${timeText(toMs)}::timestamptz
    order by start`;
}

/** As `selectBlocks`, each row what begins in one bin. */
export function selectBins(platform: string, range: BlockRange, { binMs, fine }: Binning): RawBuilder<BlockRow> {
  const spans = fine.map(({ fromMs, toMs }) => ({ since: timeText(fromMs), until: timeText(toMs) }));
  return sql`
    select bin as start, sum(total) as total, sum(bad) as bad, sum(covered_seconds)::float8 as covered_seconds
    from (${selectBlocks(platform, range)}) blocks
    cross join lateral (
      select case
        when exists (
          select from jsonb_to_recordset(${storableJson(spans)}::jsonb) as span (since timestamptz, until timestamptz)
          where start >= since and start < until
        ) then start
        else date_bin(make_interval(secs => ${binMs / 1_000}), start, 'epoch'::timestamptz)
      end as bin
    ) binned
    group by bin
    order by bin`;
}

export function deleteBlocks(platform: string, beforeMs: number, limit: number): RawBuilder<unknown> {
  return sql`
    delete from nines.objective_blocks gone
    using nines.objectives cross join lateral (
      select objective, start from nines.objective_blocks
      where objective = id and start < ${timeText(beforeMs)}::timestamptz
      order by start limit ${limit}
    ) old
    where platform = ${platform} and gone.objective = old.objective and gone.start = old.start`;
}

function namesOf(keys: readonly ObjectiveKey[]): string {
  return storableJson(keys.map(({ service, slo }) => ({ service, slo })));
}

function timeText(ms: number): string {
  return new Date(ms).toISOString();
}
