/** What would have been told, and when: the conditions of the rules, looked at as often as Prometheus does. */
import { burnTiers, effectiveTiers } from '../objective/burn-tiers.ts';
import type { BurnTier } from '../objective/burn-tiers.ts';
import { chanceOf } from '../objective/evidence.ts';
import { isMeasuredByTime, observationUnits } from '../objective/measure.ts';
import type { Objective } from '../objective/objective.ts';
import { budgetRatio } from '../objective/target.ts';
import { SLOW_MS } from '../rules/objective-rules.ts';
import type { Recording } from './recording.ts';
import { stepsBefore, stepsUntil, stepsWithin } from './windows.ts';

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

/** What exceeds a threshold by less is at the threshold: sums of fractions are rounded. */
const ROUNDING = 1e-9;

/** How long there has to be nothing to measure by before it is told, ms. */
const NO_DATA_FOR_MS = 60_000;

/**
 * In the order in which they begin.
 *
 * @param looks - what was observed
 * @param recording - what is made of it: the same, or slices
 */
export function alertsOf(objective: Objective, looks: Recording, recording: Recording): readonly SimulatedAlert[] {
  const [fastest] = burnTiers(objective.period);
  const burning = effectiveTiers(objective).flatMap((tier) => {
    const everyMs = tier.name === fastest?.name ? recording.stepMs : SLOW_MS;
    const episodes = episodesOf(recording, everyMs, burnCondition(objective, recording, tier));
    return episodes.map((episode) => ({ tier: tier.name, severity: tier.severity, ...episode }));
  });
  const silent = objective.alerting.noData ? episodesOf(looks, SLOW_MS, noDataCondition(looks)) : [];
  return [...burning, ...silent.map((episode) => ({ tier: NO_DATA, severity: 'warning' as const, ...episode }))]
    .sort((one, other) => one.startMs - other.startMs)
    .map(({ tier, severity, startMs, endMs }) => ({
      tier,
      severity,
      startsAtSeconds: (startMs - looks.startMs) / 1_000,
      easesAtSeconds: endMs === null ? null : (endMs - looks.startMs) / 1_000,
    }));
}

/** Whether something is so at a moment, ms since the epoch; asked in the order of time. */
type Condition = (atMs: number) => boolean;

/** The budget burns in both windows, and too much is bad to be chance. */
function burnCondition(objective: Objective, recording: Recording, { longMs, shortMs, factor }: BurnTier): Condition {
  const { totals, bads } = recording;
  const budget = budgetRatio(objective.target);
  const threshold = factor * budget * (1 + ROUNDING);
  const unit = observationUnits(objective);
  const sumOf = (sums: Float64Array, windowMs: number, atMs: number): number =>
    (sums[stepsWithin(recording, windowMs, atMs)] ?? 0) - (sums[stepsBefore(recording, windowMs, atMs)] ?? 0);
  return (atMs) => {
    const shortBad = sumOf(bads, shortMs, atMs);
    if (shortBad <= 0 || shortBad / sumOf(totals, shortMs, atMs) <= threshold) return false;
    const [seen, bad] = [sumOf(totals, longMs, atMs), sumOf(bads, longMs, atMs)];
    const total = isMeasuredByTime(objective) ? Math.max(seen, longMs / 1_000) : seen;
    return bad / total > threshold && bad > chanceOf(total, budget, unit);
  };
}

function noDataCondition(looks: Recording): Condition {
  let absentSinceMs: number | null = null;
  return (atMs) => {
    const isMeasured = looks.measured[stepsUntil(looks, atMs)] === 1;
    absentSinceMs = isMeasured ? null : (absentSinceMs ?? atMs);
    return absentSinceMs !== null && atMs - absentSinceMs >= NO_DATA_FOR_MS;
  };
}

interface Episode {
  readonly startMs: number;
  /** Null where it goes on. */
  readonly endMs: number | null;
}

/** When a condition held, asked at every whole multiple of `everyMs` since the epoch. */
function episodesOf({ startMs, stepMs, totals }: Recording, everyMs: number, holds: Condition): readonly Episode[] {
  const lastMs = startMs + (totals.length - 1) * stepMs;
  const found: Episode[] = [];
  let since: number | null = null;
  for (let atMs = Math.ceil(startMs / everyMs) * everyMs; atMs <= lastMs; atMs += everyMs) {
    if (holds(atMs)) since ??= atMs;
    else if (since !== null) {
      found.push({ startMs: since, endMs: atMs });
      since = null;
    }
  }
  return since === null ? found : [...found, { startMs: since, endMs: null }];
}
