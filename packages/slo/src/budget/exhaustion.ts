/** When a budget will be spent, if things go on as they are. */
import type { Objective } from '../objective/objective.ts';
import { budgetRatio } from '../objective/target.ts';
import type { Interval } from '../period/interval.ts';
import type { PeriodBudget } from './budget-of-period.ts';
import { blocksUntil } from './ledger.ts';
import type { Ledger } from './ledger.ts';

/** What goes on: so many events, or seconds, in each ms. */
export interface Pace {
  readonly totalPerMs: number;
  readonly badPerMs: number;
}

/** Less than this share of what is allowed is rounding. */
const ROUNDING = 1e-9;

/**
 * The moment at which nothing will be left of the budget, ms: `nowMs` where nothing is left already, null where
 * something still is at the end of the period (of a rolling one: when all of it lies in what is the future now).
 *
 * @param budget - that of `period` at `nowMs`
 */
export function exhaustedAt(
  objective: Objective,
  ledger: Ledger,
  period: Interval,
  budget: PeriodBudget,
  pace: Pace,
  nowMs: number,
): number | null {
  if (budget.bad > 0 && budget.bad >= budget.allowedByEnd) return nowMs;
  if (objective.period.kind === 'rolling') {
    return rollingExhaustion(budgetRatio(objective.target), ledger, period, budget, pace);
  }
  if (pace.badPerMs === 0 || budget.allowedByEnd === 0) return null;
  const atMs = nowMs + (budget.allowedByEnd - budget.bad) / pace.badPerMs;
  return atMs <= period.endMs ? atMs : null;
}

/**
 * What happened long ago drops out as the period moves on, so that a budget may be spent at a pace which a better month
 * would bear, and spared at one which it would not. Between edges of blocks what is left changes steadily.
 */
function rollingExhaustion(
  share: number,
  ledger: Ledger,
  period: Interval,
  { total, bad, allowed }: PeriodBudget,
  { totalPerMs, badPerMs }: Pace,
): number | null {
  const { startsMs, endsMs, totals, bads } = ledger;
  const comingPerMs = share * totalPerMs - badPerMs;
  const end = blocksUntil(ledger, period.endMs);
  const [totalEnd, badEnd] = [totals[end] ?? 0, bads[end] ?? 0];
  let beforeMs = 0;
  let leftBefore = share * total - bad;
  for (let edge = 2 * Math.max(blocksUntil(ledger, period.startMs) - 1, 0); edge <= 2 * end; edge += 1) {
    // Even edges are where a block begins, odd ones where it ends; the last is the end of the period.
    const index = edge >>> 1;
    const edgeMs = edge === 2 * end ? period.endMs : edge % 2 === 0 ? startsMs[index] : endsMs[index];
    const counted = index + (edge % 2);
    const passedMs = Math.min(edgeMs ?? Infinity, period.endMs) - period.startMs;
    if (passedMs <= beforeMs) continue;
    const left = share * (totalEnd - (totals[counted] ?? 0)) - (badEnd - (bads[counted] ?? 0)) + comingPerMs * passedMs;
    if (left < -ROUNDING * allowed) {
      return period.endMs + beforeMs + (passedMs - beforeMs) * (leftBefore / (leftBefore - left));
    }
    [beforeMs, leftBefore] = [passedMs, left];
  }
  return null;
}
