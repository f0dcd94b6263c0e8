/** The first look: is anything wrong, and where. */
import * as units from '@grafana/grafana-foundation-sdk/units';

import { DASHBOARD_UIDS } from './dashboard-uids.ts';
import { levelsUpTo, type Objectives, redFrom } from './objectives.ts';
import type { DashboardSpec, PanelSpec, RowSpec } from './panel-spec.ts';
import { errorRatio, latencyQuantile, one, requestRate, shareWithin } from './signals.ts';

/** What people outside ask for, as opposed to what services ask each other. */
const USERS = 'consumer="ingress",kind="user"';
const CHOSEN = 'service=~"$service",kind="user"';

export function overviewDashboard(objectives: Objectives): DashboardSpec {
  return {
    uid: DASHBOARD_UIDS.overview,
    title: 'Nines / Overview',
    description: 'All services at a glance: what users feel, what runs, what is wrong.',
    alerts: 'service=~"$service",severity=~"critical|warning"',
    variables: [{ name: 'service', label: 'Service', query: 'label_values(nines_service_info, service)' }],
    rows: [
      { title: 'Now', panels: [...troublePanels(), ...userPanels(objectives)] },
      { title: 'Golden signals by service', panels: signalPanels(objectives) },
      replicaRow(),
    ],
  };
}

function troublePanels(): readonly PanelSpec[] {
  return [
    {
      kind: 'figure',
      title: 'Services down',
      description: 'Services that should have replicas and have none that is ready.',
      unit: units.Short,
      width: 4,
      levels: redFrom(1),
      queries: one(
        'count((nines_service_replicas_ready == 0) and (nines_service_replicas_desired > 0)) or vector(0)',
        'down',
      ),
    },
    {
      kind: 'figure',
      title: 'Critical alerts',
      description: 'Alerts that page: those of the detectors and those of the Prometheus rules.',
      unit: units.Short,
      width: 4,
      levels: redFrom(1),
      queries: one(
        '(sum(nines_alerts_active{severity="critical"}) or vector(0)) + ' +
          '(count(ALERTS{alertstate="firing",severity="critical"}) or vector(0))',
        'firing',
      ),
    },
  ];
}

function userPanels({ latencySeconds, errorRatio: limit }: Objectives): readonly PanelSpec[] {
  return [
    {
      kind: 'figure',
      title: "Users' requests",
      description: 'Requests per second at the ingress; probes, drills and declared load are left out.',
      unit: units.RequestsPerSecond,
      width: 4,
      queries: one(requestRate(USERS), 'requests'),
    },
    {
      kind: 'figure',
      title: 'Failing requests',
      description: "Share of users' requests at the ingress answered with 5xx. A dash: no requests.",
      unit: units.PercentUnit,
      width: 4,
      levels: levelsUpTo(limit),
      queries: one(errorRatio(USERS), 'failing'),
    },
    {
      kind: 'figure',
      title: 'Latency, 95th percentile',
      description: "95 of 100 users' requests at the ingress were answered within this time. A dash: no requests.",
      unit: units.Seconds,
      width: 4,
      levels: levelsUpTo(latencySeconds),
      queries: one(latencyQuantile(0.95, USERS), 'p95'),
    },
    {
      kind: 'figure',
      title: 'Within 200 ms',
      description: "Share of users' requests at the ingress answered within 200 ms. A dash: no requests.",
      unit: units.PercentUnit,
      width: 4,
      queries: one(shareWithin(0.2, USERS), 'within 200 ms'),
    },
  ];
}

function signalPanels({ latencySeconds, errorRatio: limit }: Objectives): readonly PanelSpec[] {
  const common = { kind: 'graph', width: 8, min: 0, linksToService: true } as const;
  return [
    {
      ...common,
      title: 'Request rate',
      description: "Users' requests per second that each service gets, from whomever.",
      unit: units.RequestsPerSecond,
      queries: one(requestRate(CHOSEN, 'service'), '{{service}}'),
    },
    {
      ...common,
      title: 'Error ratio',
      description: "Share of each service's requests answered with 5xx or broken off.",
      unit: units.PercentUnit,
      levels: levelsUpTo(limit),
      queries: one(errorRatio(CHOSEN, 'service'), '{{service}}'),
    },
    {
      ...common,
      title: 'Latency, 95th percentile',
      description: 'From the request head to the last byte of the response.',
      unit: units.Seconds,
      levels: levelsUpTo(latencySeconds),
      queries: one(latencyQuantile(0.95, CHOSEN, 'service'), '{{service}}'),
    },
  ];
}

function replicaRow(): RowSpec {
  const common = { kind: 'graph', width: 12, min: 0, linksToService: true } as const;
  return {
    title: 'Replicas and resources',
    panels: [
      {
        ...common,
        title: 'Replicas',
        description: 'Ready replicas next to those that should be there; they part while scaling, rolling or failing.',
        unit: units.Short,
        queries: [
          { expr: 'nines_service_replicas_ready{service=~"$service"}', legend: '{{service}} ready' },
          { expr: 'nines_service_replicas_desired{service=~"$service"}', legend: '{{service}} desired' },
        ],
      },
      {
        ...common,
        title: 'Restarts',
        description: 'Restarts of instances in each step of the graph.',
        unit: units.Short,
        queries: one(
          'sum by (service) (increase(nines_instance_restarts_total{service=~"$service"}[$__rate_interval]))',
          '{{service}}',
        ),
      },
      {
        ...common,
        title: 'CPU',
        description: 'Cores used by all instances of a service.',
        unit: units.Short,
        stacked: true,
        queries: one('sum by (service) (nines_instance_cpu_cores{service=~"$service"})', '{{service}}'),
      },
      {
        ...common,
        title: 'Memory',
        description: 'Memory used by all instances of a service.',
        unit: units.BytesIEC,
        stacked: true,
        queries: one('sum by (service) (nines_instance_memory_bytes{service=~"$service"})', '{{service}}'),
      },
    ],
  };
}
