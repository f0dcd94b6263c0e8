/** How an objective is recorded, which decides what it can be computed together with. */
import { nominalLengthMs } from '../objective/burn-tiers.ts';
import { isMeasuredByTime } from '../objective/measure.ts';
import { WINDOW_SECONDS } from '../promql/read-count.ts';
import type { EventIndicator, Objective } from '../objective/objective.ts';
import { STEP_MS } from './step.ts';

export interface Recipe {
  /** Counters as they stand; a figure at every look; or counts that an expression makes over the time since the last look. */
  readonly source: 'counters' | 'figure' | 'window';
  /** Between two looks, ms. */
  readonly lookMs: number;
  /** Between two samples of what the alerts are computed from, ms: the same, or a slice. */
  readonly stepMs: number;
  /** How much one observation weighs: 1 event, or the seconds of a look or slice. */
  readonly unit: number;
  /** Whether totals are seconds, so that they say how much of a window was seen. */
  readonly isByTime: boolean;
  /** What windows are made for, ms. */
  readonly nominalMs: number;
  /** Slices, with all that they are made by; undefined where everything counts by itself. */
  readonly slices?: Exclude<Objective['budgeting'], { readonly method: 'occurrences' }>;
  /** The period, ms, where its ratio is recorded. */
  readonly periodMs?: number;
}

export interface RecipeOptions {
  /** Between two looks, ms. */
  readonly stepMs: number;
  /** How far back Prometheus remembers, ms. */
  readonly retentionMs: number;
}

/** What an expression with a window is evaluated over, ms. */
export const WINDOW_MS = WINDOW_SECONDS * 1_000;

export function recipeOf(objective: Objective, { stepMs, retentionMs }: RecipeOptions): Recipe {
  const { indicator, budgeting, period } = objective;
  const source = indicator.kind === 'events' ? sourceOfEvents(indicator) : 'figure';
  const lookMs = source === 'window' ? WINDOW_MS : stepMs;
  const slices = budgeting.method === 'occurrences' ? undefined : budgeting;
  const observedMs = slices?.sliceMs ?? lookMs;
  return {
    source,
    lookMs,
    stepMs: observedMs,
    unit: isMeasuredByTime(objective) ? observedMs / 1_000 : 1,
    isByTime: isMeasuredByTime(objective),
    nominalMs: nominalLengthMs(period),
    ...(slices !== undefined && { slices }),
    ...(period.kind === 'rolling' && period.lengthMs <= retentionMs && { periodMs: period.lengthMs }),
  };
}

/** Between two samples of the increases that are recorded of an objective, ms: each stands for so much time. */
export function recordedEveryMs(objective: Objective): number {
  return recipeOf(objective, { stepMs: STEP_MS, retentionMs: 0 }).stepMs;
}

function sourceOfEvents({ total, count }: EventIndicator): Recipe['source'] {
  return total.form === 'counters' && count.form === 'counters' ? 'counters' : 'window';
}
