/** What would have been told, and when: the conditions of the rules, looked at as often as Prometheus does. */
import { burnTiers, effectiveTiers } from '../objective/burn-tiers.ts';
import type { BurnTier } from '../objective/burn-tiers.ts';
import { chanceOf } from '../objective/evidence.ts';
import { observationUnits } from '../objective/measure.ts';
import type { Objective } from '../objective/objective.ts';
import { budgetRatio } from '../objective/target.ts';
import type { Recording } from './recording.ts';
import { timeOf, windowEnd, windowStart } from './windows.ts';

export interface SimulatedAlert {
  /** `1h/5m`, or `no-data`. */
  readonly tier: string;
  readonly severity: 'critical' | 'warning';
  /** From the beginning. */
  readonly startsAtSeconds: number;
  /** Null where it still fires at the end. */
  readonly easesAtSeconds: number | null;
}

/** Name of the tier that tells that nothing can be measured. */
export const NO_DATA = 'no-data';

/** How often rules are looked at, ms: those of the fastest pair, and all others. */
const FAST_MS = 5_000;
const SLOW_MS = 60_000;

/** What exceeds a threshold by less is at the threshold: sums of fractions are rounded. */
const ROUNDING = 1e-9;

/** How long there has to be nothing to measure by before it is told, ms. */
const NO_DATA_FOR_MS = 60_000;

/** In the order in which they begin. */
export function alertsOf(objective: Objective, recording: Recording): readonly SimulatedAlert[] {
  const [fastest] = burnTiers(objective.period);
  const burning = effectiveTiers(objective).flatMap((tier) => {
    const everyMs = tier.name === fastest?.name ? FAST_MS : SLOW_MS;
    return episodes(recording, everyMs, burnCondition(objective, recording, tier)).map((episode) => ({
      tier: tier.name,
      severity: tier.severity,
      ...episode,
    }));
  });
  const silent = objective.alerting.noData
    ? episodes(recording, SLOW_MS, noDataCondition(recording)).map((episode) => ({
        tier: NO_DATA,
        severity: 'warning' as const,
        ...episode,
      }))
    : [];
  return [...burning, ...silent].sort((one, other) => one.startsAtSeconds - other.startsAtSeconds);
}

type Condition = (step: number) => boolean;

/** The budget burns in both windows, and too much is bad to be chance. */
function burnCondition(objective: Objective, recording: Recording, { longMs, shortMs, factor }: BurnTier): Condition {
  const { totals, bads } = recording;
  const budget = budgetRatio(objective.target);
  const threshold = factor * budget * (1 + ROUNDING);
  const unit = observationUnits(objective);
  const sumOf = (sums: Float64Array, windowMs: number, step: number): number =>
    (sums[windowEnd(recording, windowMs, step)] ?? 0) - (sums[windowStart(recording, windowMs, step)] ?? 0);
  return (step) => {
    const shortTotal = sumOf(totals, shortMs, step);
    if (shortTotal <= 0 || sumOf(bads, shortMs, step) / shortTotal <= threshold) return false;
    const total = sumOf(totals, longMs, step);
    const bad = sumOf(bads, longMs, step);
    return bad / total > threshold && bad > chanceOf(total, budget, unit);
  };
}

function noDataCondition(recording: Recording): Condition {
  let absentSinceMs: number | null = null;
  return (step) => {
    const atMs = timeOf(recording, step);
    absentSinceMs = recording.measured[step] === 1 ? null : (absentSinceMs ?? atMs);
    return absentSinceMs !== null && atMs - absentSinceMs >= NO_DATA_FOR_MS;
  };
}

type Episode = Pick<SimulatedAlert, 'startsAtSeconds' | 'easesAtSeconds'>;

/** When a condition held, looked at once in `everyMs`. */
function episodes(recording: Recording, everyMs: number, holds: Condition): readonly Episode[] {
  const { startMs, stepMs, totals } = recording;
  const firstMs = Math.ceil(startMs / everyMs) * everyMs;
  const stride = Math.max(Math.round(everyMs / stepMs), 1);
  const secondsOf = (step: number): number => (step * stepMs) / 1_000;
  const found: Episode[] = [];
  let since: number | null = null;
  for (let step = Math.ceil((firstMs - startMs) / stepMs); step < totals.length; step += stride) {
    const isHolding = holds(step);
    if (isHolding && since === null) since = secondsOf(step);
    if (!isHolding && since !== null) {
      found.push({ startsAtSeconds: since, easesAtSeconds: secondsOf(step) });
      since = null;
    }
  }
  if (since !== null) found.push({ startsAtSeconds: since, easesAtSeconds: null });
  return found;
}
