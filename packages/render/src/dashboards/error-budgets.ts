/** What is promised, what of it is kept, and how much more may go wrong. */
import * as units from '@grafana/grafana-foundation-sdk/units';

import { DASHBOARD_UIDS } from './dashboard-uids.ts';
import { redFrom } from './objectives.ts';
import type { DashboardSpec, Level, PanelSpec, RowSpec } from './panel-spec.ts';
import { one } from './signals.ts';

const CHOSEN = 'service=~"$service",slo=~"$slo"';
const ID = '{{service}}/{{slo}}';

/** Orange while less than a quarter is left, red where nothing is. */
const BUDGET_LEVELS: readonly Level[] = [
  { value: 0, color: 'orange' },
  { value: 0.25, color: 'green' },
];

export function errorBudgetsDashboard(): DashboardSpec {
  return {
    uid: DASHBOARD_UIDS.objectives,
    title: 'Nines / Objectives',
    description: 'How good services are to be and are, what is left of their error budgets, and how fast those burn.',
    alerts: `alertname=~"ErrorBudgetBurn|ObjectiveWithoutData",${CHOSEN}`,
    variables: [
      { name: 'service', label: 'Service', query: 'label_values(nines_slo_objective_ratio, service)' },
      {
        name: 'slo',
        label: 'Objective',
        query: 'label_values(nines_slo_objective_ratio{service=~"$service"}, slo)',
      },
    ],
    rows: [
      { title: 'Now', panels: nowPanels() },
      { title: 'Error budgets', panels: budgetPanels() },
      attainmentRow(),
      { title: 'Burning', panels: burnPanels() },
    ],
  };
}

/** Of one objective; the labels of the server that tells it are dropped. */
function figureOf(metric: string, by = ''): string {
  return `max by (service, slo${by}) (nines_slo_${metric}{${CHOSEN}})`;
}

function firing(alert: string): string {
  return `count(ALERTS{alertname="${alert}",alertstate="firing",${CHOSEN}}) or vector(0)`;
}

function nowPanels(): readonly PanelSpec[] {
  const common = { kind: 'figure', unit: units.Short, width: 6, min: 0 } as const;
  return [
    {
      ...common,
      title: 'Budgets spent',
      description: 'Objectives that are missed: nothing is left of their budget.',
      levels: redFrom(1),
      queries: one(`count(${figureOf('error_budget_remaining_ratio')} <= 0) or vector(0)`, 'spent'),
    },
    {
      kind: 'figure',
      title: 'Least that is left of a budget',
      description: 'Of the objective that is worst off; below zero where more than all is spent.',
      unit: units.PercentUnit,
      width: 6,
      base: 'red',
      levels: BUDGET_LEVELS,
      queries: one(`min(${figureOf('error_budget_remaining_ratio')})`, 'left'),
    },
    {
      ...common,
      title: 'Budgets burning',
      description: 'Alerts that a budget burns too fast, of all pairs of windows.',
      levels: redFrom(1),
      queries: one(firing('ErrorBudgetBurn'), 'burning'),
    },
    {
      ...common,
      title: 'Without data',
      description: 'Objectives that nothing measures.',
      levels: redFrom(1),
      queries: one(firing('ObjectiveWithoutData'), 'without data'),
    },
  ];
}

function budgetPanels(): readonly PanelSpec[] {
  const common = { width: 12, base: 'red', levels: BUDGET_LEVELS, unit: units.PercentUnit } as const;
  const remaining = figureOf('error_budget_remaining_ratio');
  return [
    {
      ...common,
      kind: 'table',
      title: 'Left of each budget',
      description: 'Share of the budget of the period so far that is left, worst first.',
      linksToService: true,
      queries: one(`sort(${remaining})`, ID),
    },
    {
      ...common,
      kind: 'graph',
      title: 'Left over time',
      description:
        'Falls while errors happen, rises as they leave a rolling period, and starts anew with a calendar one.',
      linksToService: true,
      max: 1,
      queries: one(remaining, ID),
    },
  ];
}

function attainmentRow(): RowSpec {
  const common = { kind: 'graph', unit: units.PercentUnit, width: 8, linksToService: true } as const;
  const [attainment, objective] = [figureOf('attainment_ratio'), figureOf('objective_ratio')];
  const counted = (what: string): string => {
    return `sum by (service, slo) (sum_over_time(slo:${what}:increase{${CHOSEN}}[$__rate_interval]))`;
  };
  return {
    title: 'Attainment',
    panels: [
      {
        ...common,
        title: 'Attained and promised',
        description: 'Share of good events, or of time, in the period so far, and what it should be.',
        max: 1,
        queries: [
          { expr: attainment, legend: ID },
          { expr: objective, legend: `${ID} promised` },
        ],
      },
      {
        ...common,
        title: 'Attained beyond what is promised',
        description: 'Below zero the objective is missed.',
        base: 'red',
        levels: [{ value: 0, color: 'green' }],
        queries: one(`${attainment} - ${objective}`, ID),
      },
      {
        ...common,
        title: 'Error ratio',
        description: 'Share of bad events, or of time, in each step of the graph. A gap: nothing happened.',
        min: 0,
        queries: one(`${counted('bad')} / ${counted('total')}`, ID),
      },
    ],
  };
}

function burnPanels(): readonly PanelSpec[] {
  return [
    {
      kind: 'graph',
      title: 'Burn rate by window',
      description: 'How fast each budget burns over each window: at 1 it is spent in just its period.',
      unit: units.Short,
      width: 12,
      min: 0,
      levels: redFrom(1),
      linksToService: true,
      queries: one(figureOf('burn_rate', ', window'), `${ID} {{window}}`),
    },
    {
      kind: 'graph',
      title: 'Time until a budget is spent',
      description: 'If it goes on as in the longer window of the fastest pair.',
      unit: units.DurationSeconds,
      width: 12,
      min: 0,
      linksToService: true,
      emptyMeans: 'no budget burns',
      queries: one(figureOf('time_to_exhaustion_seconds'), ID),
    },
    {
      kind: 'table',
      title: 'Alerts',
      description: 'Of burning budgets and of objectives without data, firing and pending.',
      unit: units.Short,
      width: 24,
      emptyMeans: 'no alerts',
      queries: one(`ALERTS{alertname=~"ErrorBudgetBurn|ObjectiveWithoutData",${CHOSEN}}`, '{{alertname}}'),
    },
  ];
}
