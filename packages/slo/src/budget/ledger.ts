/**
 * What was counted up to any moment, so that sums over any interval are one subtraction.
 *
 * A month at every five minutes is 8,640 blocks, and is asked for as many intervals: adding up each anew would take 75
 * million steps where this takes a hundred thousand.
 */
import type { Objective } from '../objective/objective.ts';
import type { Interval } from '../period/interval.ts';
import type { Block, Sums } from './block.ts';
import { effectiveMaintenance, withoutMaintenance } from './maintenance.ts';

export interface Ledger {
  /** Of each block, ascending; blocks do not overlap, and between them are gaps. */
  readonly startsMs: Float64Array;
  readonly endsMs: Float64Array;
  /** What blocks before the one of the same index add up to; one more entry than there are blocks. */
  readonly totals: Float64Array;
  readonly bads: Float64Array;
  readonly coveredMs: Float64Array;
  /** What is excluded from the sums already. */
  readonly maintenance: readonly Interval[];
}

/**
 * @param blocks - in any order. Of two that begin together the longer one is taken: what is known so far may come with
 * the block that is complete
 * @param maintenance - left out where the objective is measured by time
 */
export function ledgerOf(
  objective: Objective,
  blocks: readonly Block[],
  maintenance: readonly Interval[] = [],
): Ledger {
  const excluded = effectiveMaintenance(objective, maintenance);
  const kept = distinct(blocks).map((block) => withoutMaintenance(block, excluded));
  return {
    startsMs: Float64Array.from(kept, ({ startMs }) => startMs),
    endsMs: Float64Array.from(kept, ({ endMs }) => endMs),
    totals: runningSums(kept, ({ total }) => total),
    bads: runningSums(kept, ({ bad }) => bad),
    coveredMs: runningSums(kept, ({ coveredMs }) => coveredMs),
    maintenance: excluded,
  };
}

/** What was counted in an interval. Within a block it is taken to be spread evenly. */
export function sumsIn(ledger: Ledger, { startMs, endMs }: Interval): Sums {
  const [from, to] = [positionOf(ledger, startMs), positionOf(ledger, Math.max(startMs, endMs))];
  const sumOf = (sums: Float64Array): number => Math.max(upTo(sums, to) - upTo(sums, from), 0);
  return { total: sumOf(ledger.totals), bad: sumOf(ledger.bads), coveredMs: sumOf(ledger.coveredMs) };
}

/** How many blocks begin at `atMs` or before. */
export function blocksUntil({ startsMs }: Ledger, atMs: number): number {
  let [low, high] = [0, startsMs.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((startsMs[middle] ?? Infinity) <= atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many blocks have gone by at a moment, with the share of the one that it lies in: 3.5. */
function positionOf(ledger: Ledger, atMs: number): number {
  const last = blocksUntil(ledger, atMs) - 1;
  if (last < 0) return 0;
  const [startMs = 0, endMs = 0] = [ledger.startsMs[last], ledger.endsMs[last]];
  return last + Math.min((atMs - startMs) / (endMs - startMs), 1);
}

function upTo(sums: Float64Array, position: number): number {
  const index = Math.floor(position);
  const before = sums[index] ?? 0;
  return before + (position - index) * ((sums[index + 1] ?? before) - before);
}

function distinct(blocks: readonly Block[]): readonly Block[] {
  const longest = new Map<number, Block>();
  for (const block of blocks) {
    const isLongest = block.endMs >= (longest.get(block.startMs)?.endMs ?? block.startMs + 1);
    if (isLongest) longest.set(block.startMs, block);
  }
  return [...longest.values()].sort((one, other) => one.startMs - other.startMs);
}

function runningSums(blocks: readonly Block[], figureOf: (block: Block) => number): Float64Array {
  const sums = new Float64Array(blocks.length + 1);
  let sum = 0;
  for (const [index, block] of blocks.entries()) {
    sum += figureOf(block);
    sums[index + 1] = sum;
  }
  return sums;
}
