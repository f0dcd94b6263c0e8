/** What the server tells Prometheus of objectives. Figures that are not known, or not any more, have no series. */
import { targetRatio, windowText } from '@nines/slo/budgets';
import { Gauge } from 'prom-client';
import type { Registry } from 'prom-client';
import { exhaustionMs } from '../objectives/look.ts';
import type { LookedObjective } from '../objectives/look.ts';

/** Asked for at each scrape. */
export interface ObjectiveFigures {
  /** Undefined where nobody knows. */
  readonly looked: () => readonly LookedObjective[] | undefined;
  readonly lagSeconds: () => number;
}

type Labels = 'service' | 'slo' | 'window';

interface Figure {
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly Labels[];
  readonly of: (looked: LookedObjective) => readonly Reading[];
}

interface Reading {
  readonly window?: string;
  readonly value: number;
}

const FIGURES: readonly Figure[] = [
  {
    name: 'nines_slo_objective_ratio',
    help: 'Share of good events, or of time, that is promised, 0-1',
    of: ({ objective }) => [{ value: targetRatio(objective.target) }],
  },
  {
    name: 'nines_slo_attainment_ratio',
    help: 'Share of good events, or of time, in the period so far, 0-1',
    of: ({ state }) => known(state?.attainment),
  },
  {
    name: 'nines_slo_error_budget_remaining_ratio',
    help: 'What is left of the budget of the period so far: 1 where nothing is spent, below 0 where more than all is',
    of: ({ state }) => (state === undefined || state.coveredMs === 0 ? [] : known(state.budgetRemainingRatio)),
  },
  {
    name: 'nines_slo_burn_rate',
    help: 'How fast the budget burns: 1 spends it in just the period',
    labels: ['service', 'slo', 'window'],
    of: ({ state }) =>
      (state?.burns ?? []).map(({ windowMs, burnRate }) => ({ window: windowText(windowMs), value: burnRate })),
  },
  {
    name: 'nines_slo_time_to_exhaustion_seconds',
    help: 'Until nothing is left of the budget, if it goes on as in the longer window of the fastest pair',
    of: (looked) => known(exhaustionMs(looked)).map(({ value }) => ({ value: value / 1_000 })),
  },
];

/** Adds them to what is told already. */
export function addObjectiveMetrics(registry: Registry, { looked, lagSeconds }: ObjectiveFigures): void {
  const registers = [registry];
  for (const { name, help, labels = ['service', 'slo'], of } of FIGURES) {
    new Gauge({
      ...{ name, help, labelNames: labels, registers },
      collect() {
        this.reset();
        for (const each of looked() ?? []) {
          const { service, name: slo } = each.objective;
          for (const { value, ...more } of of(each)) this.set({ service, slo, ...more }, value);
        }
      },
    });
  }
  new Gauge({
    name: 'nines_slo_lag_seconds',
    help: 'How long ago budgets were computed, and what they count by was stored, for the last time',
    registers,
    collect() {
      this.set(lagSeconds());
    },
  });
}

function known(value: number | null | undefined): readonly Reading[] {
  return value === null || value === undefined ? [] : [{ value }];
}
