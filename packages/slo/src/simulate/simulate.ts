/** What would have become of an objective: its budget, and the alerts that Prometheus would have raised. */
import { attainmentOf, errorRatioOf } from '../budget/block.ts';
import { nominalLengthMs } from '../objective/burn-tiers.ts';
import { objectiveId } from '../objective/objective.ts';
import type { Objective } from '../objective/objective.ts';
import { budgetRatio } from '../objective/target.ts';
import { periodAt } from '../period/period-at.ts';
import { alertsOf } from './alerts.ts';
import type { SimulatedAlert } from './alerts.ts';
import { qualityOf } from './quality.ts';
import type { AlertQuality } from './quality.ts';
import { recordingOf, recordingOfScenario } from './recording.ts';
import type { Increases, Recording } from './recording.ts';
import type { Segment } from './segment.ts';
import { timeOf } from './windows.ts';

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

/** As often as Nines records what an objective counts. */
const STEP_MS = 5_000;

/**
 * Puts an objective through described traffic, with the arithmetic of its rules. Linear in the scenario's length: 30 days
 * take some hundredths of a second.
 *
 * A calendar period begins with the scenario, and months count 30 days.
 */
export function simulate(objective: Objective, segments: readonly Segment[]): ScenarioSimulation {
  const recording = recordingOfScenario(objective, segments, STEP_MS);
  const lastStep = recording.totals.length - 1;
  const periodSteps = Math.round(nominalLengthMs(objective.period) / STEP_MS);
  const periodStart =
    objective.period.kind === 'rolling'
      ? Math.max(lastStep - periodSteps, 0)
      : Math.floor(Math.max(lastStep - 1, 0) / periodSteps) * periodSteps;
  const simulation = simulationOf(objective, recording, periodStart);
  return { ...simulation, quality: qualityOf(objective, segments, simulation.alerts) };
}

/** Puts an objective through what was recorded. */
export function simulateHistory(objective: Objective, increases: Increases): Simulation {
  const recording = recordingOf(increases);
  const endMs = timeOf(recording, recording.totals.length - 1);
  const { startMs } = periodAt(objective.period, objective.period.kind === 'rolling' ? endMs : endMs - 1);
  const periodStart = Math.max(Math.round((startMs - recording.startMs) / recording.stepMs), 0);
  return simulationOf(objective, recording, periodStart);
}

function simulationOf(objective: Objective, recording: Recording, periodStart: number): Simulation {
  const sumOf = (sums: Float64Array): number => (sums.at(-1) ?? 0) - (sums[periodStart] ?? 0);
  const sums = { total: sumOf(recording.totals), bad: sumOf(recording.bads) };
  const errorRatio = errorRatioOf(sums);
  const budgetSpentRatio = errorRatio / budgetRatio(objective.target);
  return {
    objective: objectiveId(objective),
    errorRatio,
    attainment: attainmentOf(sums),
    budgetSpentRatio,
    budgetRemainingRatio: 1 - budgetSpentRatio,
    alerts: alertsOf(objective, recording),
  };
}
