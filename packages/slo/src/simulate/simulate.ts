/** What would have become of an objective: its budget, and the alerts that Prometheus would have raised. */
import { attainmentOf, errorRatioOf } from '../budget/block.ts';
import { nominalLengthMs } from '../objective/burn-tiers.ts';
import { objectiveId } from '../objective/objective.ts';
import type { Objective } from '../objective/objective.ts';
import { budgetRatio } from '../objective/target.ts';
import { periodAt } from '../period/period-at.ts';
import { recipeOf } from '../rules/recipe.ts';
import { alertsOf } from './alerts.ts';
import type { SimulatedAlert } from './alerts.ts';
import { qualityOf } from './quality.ts';
import type { AlertQuality } from './quality.ts';
import { recordingOf, recordingOfScenario } from './recording.ts';
import type { Increases, Recording } from './recording.ts';
import type { Segment } from './segment.ts';
import { slicesOf } from './slices.ts';
import { stepsUntil } from './windows.ts';

/** Ratios are over the objective's period at the end. */
export interface Simulation {
  /** `portal/errors`. */
  readonly objective: string;
  /** 0-1. */
  readonly errorRatio: number;
  /** 0-1; null where nothing happened. */
  readonly attainment: number | null;
  /** Above 1 where the objective is broken. */
  readonly budgetSpentRatio: number;
  readonly budgetRemainingRatio: number;
  readonly alerts: readonly SimulatedAlert[];
}

export interface ScenarioSimulation extends Simulation {
  readonly quality: AlertQuality;
}

/** How rules of Prometheus have it that are not told otherwise. */
const RECIPE_OPTIONS = { stepMs: 5_000, retentionMs: 0 } as const;

/**
 * Puts an objective through described traffic, with the arithmetic of its rules. Linear in the scenario's length: 30 days
 * take some tenths of a second.
 *
 * A calendar period begins with the scenario, and months count 30 days.
 */
export function simulate(objective: Objective, segments: readonly Segment[]): ScenarioSimulation {
  const looks = recordingOfScenario(objective, segments, recipeOf(objective, RECIPE_OPTIONS).lookMs);
  const { period } = objective;
  const simulation = simulationOf(objective, looks, (endMs) => {
    const lengthMs = nominalLengthMs(period);
    return period.kind === 'rolling' ? endMs - lengthMs : Math.floor(Math.max(endMs - 1, 0) / lengthMs) * lengthMs;
  });
  return { ...simulation, quality: qualityOf(objective, segments, simulation.alerts) };
}

/** Puts an objective through what was observed. */
export function simulateHistory(objective: Objective, increases: Increases): Simulation {
  const { period } = objective;
  return simulationOf(objective, recordingOf(increases), (endMs) => {
    return periodAt(period, period.kind === 'rolling' ? endMs : endMs - 1).startMs;
  });
}

/** @param periodStart - of the period that ends, or goes on, at a moment; all ms since the epoch */
function simulationOf(objective: Objective, looks: Recording, periodStart: (endMs: number) => number): Simulation {
  const { budgeting } = objective;
  const recording = budgeting.method === 'occurrences' ? looks : slicesOf(looks, budgeting);
  const { startMs, stepMs, totals, bads } = recording;
  const first = stepsUntil(recording, periodStart(startMs + (totals.length - 1) * stepMs));
  const sumOf = (sums: Float64Array): number => (sums.at(-1) ?? 0) - (sums[first] ?? 0);
  const sums = { total: sumOf(totals), bad: sumOf(bads) };
  const errorRatio = errorRatioOf(sums);
  const budgetSpentRatio = errorRatio / budgetRatio(objective.target);
  return {
    objective: objectiveId(objective),
    errorRatio,
    attainment: attainmentOf(sums),
    budgetSpentRatio,
    budgetRemainingRatio: 1 - budgetSpentRatio,
    alerts: alertsOf(objective, looks, recording),
  };
}
