/** How finely the past of an objective is kept in memory. Pure. */
import { BLOCK_MS, burnTiers, nominalLengthMs, periodAt } from '@nines/slo/budgets';
import type { Block, Interval, Objective } from '@nines/slo';
import type { Bin, Binning, Span } from '@nines/store';

const HOUR_MS = 3_600_000;
/** Of a period, so many bins at least, and not many more. */
const BINS = 720;
/** The past is read again before what moves with time has moved this far, ms. */
const MOVES_MS = 2 * HOUR_MS;

export interface FineTime extends Binning {
  readonly fromMs: number;
}

/**
 * Bins of an hour for a month, of half a day for a year; blocks as they are where the period and the windows of burn rates
 * begin and about maintenance, so that none of them is off by a bin.
 */
export function fineTime(
  { period }: Pick<Objective, 'period'>,
  maintenance: readonly Interval[],
  nowMs: number,
): FineTime {
  const beginnings = [periodAt(period, nowMs).startMs, ...burnWindows({ period }).map((windowMs) => nowMs - windowMs)];
  const fromMs = floorTo(BLOCK_MS, Math.min(...beginnings));
  const binMs = binMsOf(nominalLengthMs(period));
  const moving = beginnings.map((startMs) => ({ startMs, endMs: startMs + MOVES_MS }));
  return { fromMs, binMs, fine: finelyIn([...moving, ...maintenance.filter(({ endMs }) => endMs > fromMs)], binMs) };
}

/** Lengths of the windows whose burn rates are told, the shortest first, each once, ms. */
export function burnWindows({ period }: Pick<Objective, 'period'>): readonly number[] {
  const lengths = new Set(burnTiers(period).flatMap(({ longMs, shortMs }) => [longMs, shortMs]));
  return [...lengths].sort((one, other) => one - other);
}

/** As intervals, each as short as can be. */
export function momentsOf(moments: readonly number[]): readonly Interval[] {
  return moments.map((startMs) => ({ startMs, endMs: startMs + 1 }));
}

/** Spans of whole bins that have all of the intervals in them. */
export function finelyIn(intervals: readonly Interval[], binMs: number): readonly Span[] {
  return intervals.map(({ startMs, endMs }) => ({ fromMs: floorTo(binMs, startMs), toMs: ceilTo(binMs, endMs) }));
}

export function asBlock({ startMs, endMs, total, bad, coveredSeconds }: Bin): Block {
  return { startMs, endMs, total, bad, coveredMs: coveredSeconds * 1_000 };
}

export function floorTo(stepMs: number, ms: number): number {
  return Math.floor(ms / stepMs) * stepMs;
}

export function ceilTo(stepMs: number, ms: number): number {
  return Math.ceil(ms / stepMs) * stepMs;
}

function binMsOf(lengthMs: number): number {
  return lengthMs / BINS <= BLOCK_MS ? BLOCK_MS : ceilTo(HOUR_MS, lengthMs / BINS);
}
