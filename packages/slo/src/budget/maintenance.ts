/** Interruptions that were agreed on. Time does not count then; events do, since somebody asked all the same. */
import type { MaintenanceTime } from '@nines/catalog';
import type { Objective } from '../objective/objective.ts';
import { isMeasuredByTime } from '../objective/measure.ts';
import { lengthOf, overlapOf } from '../period/interval.ts';
import type { Interval } from '../period/interval.ts';
import type { Block } from './block.ts';

/** What a catalog agrees on for a service. */
export function maintenanceOf(times: readonly MaintenanceTime[], service: string): readonly Interval[] {
  return times
    .filter(({ services }) => services?.includes(service) ?? true)
    .map(({ from, to }) => ({ startMs: Date.parse(from), endMs: Date.parse(to) }));
}

/** Those that concern the objective, in order, without overlaps. */
export function effectiveMaintenance(objective: Objective, maintenance: readonly Interval[]): readonly Interval[] {
  if (!isMeasuredByTime(objective)) return [];
  const merged: Interval[] = [];
  for (const next of maintenance.toSorted((one, other) => one.startMs - other.startMs)) {
    const last = merged.at(-1);
    if (last === undefined || next.startMs > last.endMs) merged.push(next);
    else merged[merged.length - 1] = { startMs: last.startMs, endMs: Math.max(last.endMs, next.endMs) };
  }
  return merged;
}

/** How much of an interval is maintenance, ms. */
export function maintenanceIn(maintenance: readonly Interval[], interval: Interval): number {
  return maintenance.reduce((sum, each) => sum + lengthOf(overlapOf(each, interval)), 0);
}

/** A block that is partly maintenance loses that share of everything. */
export function withoutMaintenance(block: Block, maintenance: readonly Interval[]): Block {
  const excludedMs = maintenanceIn(maintenance, block);
  if (excludedMs === 0) return block;
  const kept = 1 - excludedMs / lengthOf(block);
  return { ...block, total: block.total * kept, bad: block.bad * kept, coveredMs: block.coveredMs * kept };
}
