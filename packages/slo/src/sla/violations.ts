/** When an objective was violated: what its own period attained was below its target. */
import { attainmentOf, BLOCK_MS } from '../budget/block.ts';
import { coverageIn } from '../budget/coverage.ts';
import type { Coverage } from '../budget/coverage.ts';
import { sumsIn } from '../budget/ledger.ts';
import type { Ledger } from '../budget/ledger.ts';
import type { Objective } from '../objective/objective.ts';
import { budgetRatio } from '../objective/target.ts';
import { overlapOf } from '../period/interval.ts';
import type { Interval } from '../period/interval.ts';
import { periodAt } from '../period/period-at.ts';

/**
 * Without a break. Where nothing was measured for a while, or maintenance was agreed on, what had been attained before
 * goes on to count: neither begins a violation, and neither is one by itself.
 */
export interface Violation extends Interval, Coverage {
  /** 0-1. */
  readonly lowestAttainment: number;
}

/** A time with one rule of where counting begins. */
interface Stretch extends Interval {
  readonly countedFrom: (atMs: number) => number;
}

interface Look {
  readonly atMs: number;
  /** Bad events, or seconds, that are still allowed; below 0 where the objective is violated. */
  readonly left: number;
  readonly attainment: number;
}

/** Differences of a smaller share of what is allowed are rounding. */
const ROUNDING = 1e-9;

/**
 * Violations within an interval, in order, from one look every five minutes.
 *
 * When one begins and ends between two looks is exact as far as all is spread evenly within a block. Violations of the
 * calendar end with its periods: each begins anew.
 *
 * @param ledger - reaches back from the interval by a period of the objective; what it lacks is a gap
 */
export function violationsIn(objective: Objective, ledger: Ledger, interval: Interval): readonly Violation[] {
  return stretchesOf(objective, interval)
    .flatMap((stretch) => timesBelow(looksIn(objective, ledger, stretch)))
    .map((time) => ({ ...time, ...coverageIn(ledger, time) }));
}

function stretchesOf({ period }: Objective, interval: Interval): readonly Stretch[] {
  if (period.kind === 'rolling') return [{ ...interval, countedFrom: (atMs) => atMs - period.lengthMs }];
  const stretches: Stretch[] = [];
  for (let atMs = interval.startMs; atMs < interval.endMs;) {
    const { startMs, endMs } = periodAt(period, atMs);
    stretches.push({ ...overlapOf({ startMs, endMs }, interval), countedFrom: () => startMs });
    atMs = endMs;
  }
  return stretches;
}

function looksIn(objective: Objective, ledger: Ledger, stretch: Stretch): readonly Look[] {
  const share = budgetRatio(objective.target);
  const lookAt = (atMs: number): Look => {
    const sums = sumsIn(ledger, { startMs: stretch.countedFrom(atMs), endMs: atMs });
    const allowed = share * sums.total;
    const left = allowed - sums.bad;
    return { atMs, left: Math.abs(left) > ROUNDING * allowed ? left : 0, attainment: attainmentOf(sums) ?? 1 };
  };
  const looks = [lookAt(stretch.startMs)];
  for (let atMs = nextBlock(stretch.startMs); atMs < stretch.endMs; atMs += BLOCK_MS) looks.push(lookAt(atMs));
  return [...looks, lookAt(stretch.endMs)];
}

function nextBlock(atMs: number): number {
  return (Math.floor(atMs / BLOCK_MS) + 1) * BLOCK_MS;
}

/** When less than nothing was left. Between two looks what is left changes steadily. */
function timesBelow(looks: readonly Look[]): readonly Omit<Violation, keyof Coverage>[] {
  const times: Omit<Violation, keyof Coverage>[] = [];
  let before: Look | undefined;
  let current: { readonly startMs: number; readonly lowestAttainment: number } | undefined;
  for (const look of looks) {
    if (look.left < 0) {
      const lowestAttainment = Math.min(current?.lowestAttainment ?? 1, look.attainment);
      current = { startMs: current?.startMs ?? crossing(before, look), lowestAttainment };
    } else if (current !== undefined) {
      times.push({ ...current, endMs: crossing(before, look) });
      current = undefined;
    }
    before = look;
  }
  if (current !== undefined && before !== undefined) times.push({ ...current, endMs: before.atMs });
  return times;
}

/** When nothing was left between two looks, after one of which less was than nothing, or before. */
function crossing(before: Look | undefined, { atMs, left }: Look): number {
  if (before === undefined) return atMs;
  return Math.round(before.atMs + (atMs - before.atMs) * (before.left / (before.left - left)));
}
