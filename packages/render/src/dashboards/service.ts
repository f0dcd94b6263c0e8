/** One service: what its callers feel, per edge and version, and what its instances use. */
import * as units from '@grafana/grafana-foundation-sdk/units';

import { DASHBOARD_UIDS } from './dashboard-uids.ts';
import { levelsUpTo, type Objectives, redFrom } from './objectives.ts';
import type { DashboardSpec, PanelSpec, RowSpec, VariableSpec } from './panel-spec.ts';
import { serviceInstanceRows } from './service-instances.ts';
import { errorRatio, latencyQuantile, one, ratePerSecond, requestRate, shareWithin } from './signals.ts';

const EDGES = 'service="$service",consumer=~"$consumer"';
const CHOSEN = `${EDGES},version=~"$version",kind=~"$kind"`;

/** @param service shown at first */
export function serviceDashboard(objectives: Objectives, service: string): DashboardSpec {
  return {
    uid: DASHBOARD_UIDS.service,
    title: 'Nines / Service',
    description: 'The golden signals of one service: latency, traffic, errors and saturation.',
    alerts: 'service="$service"',
    variables: variables(service),
    rows: [
      { title: 'Now', panels: nowPanels(objectives) },
      { title: 'Traffic and errors', panels: trafficPanels(objectives) },
      latencyRow(objectives),
      ...serviceInstanceRows(),
    ],
  };
}

function variables(service: string): readonly VariableSpec[] {
  const seen = (label: string): string => `label_values(mesh_requests_total{service="$service"}, ${label})`;
  return [
    { name: 'service', label: 'Service', query: 'label_values(nines_service_info, service)', initial: service },
    { name: 'consumer', label: 'Consumer', query: seen('consumer') },
    { name: 'version', label: 'Version', query: seen('version') },
    { name: 'kind', label: 'Kind of request', query: seen('kind') },
    {
      name: 'instance',
      label: 'Instance',
      query: 'label_values(nines_instance_ready{service="$service"}, instance)',
    },
  ];
}

function nowPanels({ latencySeconds, errorRatio: limit }: Objectives): readonly PanelSpec[] {
  const common = { kind: 'figure', width: 4, min: 0 } as const;
  return [
    {
      ...common,
      title: 'Ready replicas',
      description: 'Replicas that take requests now; none is an outage.',
      unit: units.Short,
      queries: one('nines_service_replicas_ready{service="$service"}', 'ready'),
    },
    {
      ...common,
      title: 'Desired replicas',
      description: 'Replicas that should be there.',
      unit: units.Short,
      queries: one('nines_service_replicas_desired{service="$service"}', 'desired'),
    },
    {
      ...common,
      title: 'Requests in this period',
      description: 'Requests answered within the period shown, of the kinds and consumers chosen.',
      unit: units.Short,
      queries: one(`sum(increase(mesh_requests_total{${CHOSEN}}[$__range]))`, 'requests'),
    },
    {
      ...common,
      title: 'Failing requests',
      description: 'Share of requests answered with 5xx or broken off. A dash: no requests.',
      unit: units.PercentUnit,
      levels: levelsUpTo(limit),
      queries: one(errorRatio(CHOSEN), 'failing'),
    },
    {
      ...common,
      title: 'Latency, 95th percentile',
      description: '95 of 100 requests were answered within this time. A dash: no requests.',
      unit: units.Seconds,
      levels: levelsUpTo(latencySeconds),
      queries: one(latencyQuantile(0.95, CHOSEN), 'p95'),
    },
    {
      ...common,
      title: 'Restarts in this period',
      description: 'How often instances were started again within the period shown.',
      unit: units.Short,
      levels: redFrom(1),
      queries: one('sum(increase(nines_instance_restarts_total{service="$service"}[$__range]))', 'restarts'),
    },
  ];
}

function trafficPanels({ errorRatio: limit }: Objectives): readonly PanelSpec[] {
  const common = { kind: 'graph', width: 8, min: 0 } as const;
  return [
    {
      ...common,
      title: 'Request rate by consumer',
      description: 'Requests per second of each edge that leads here.',
      unit: units.RequestsPerSecond,
      stacked: true,
      queries: one(requestRate(CHOSEN, 'consumer, kind'), '{{consumer}} ({{kind}})'),
    },
    {
      ...common,
      title: 'Request rate by answer',
      description: 'Requests per second by class of status; a response that broke off counts as 5xx.',
      unit: units.RequestsPerSecond,
      stacked: true,
      queries: one(requestRate(CHOSEN, 'status_class'), '{{status_class}}'),
    },
    {
      ...common,
      title: 'Request rate by version',
      description: 'How requests are split between the versions that run.',
      unit: units.RequestsPerSecond,
      stacked: true,
      queries: one(requestRate(CHOSEN, 'version'), '{{version}}'),
    },
    {
      ...common,
      title: 'Error ratio by consumer',
      description: 'Share of requests answered with 5xx or broken off, for each edge.',
      unit: units.PercentUnit,
      levels: levelsUpTo(limit),
      queries: one(errorRatio(CHOSEN, 'consumer'), '{{consumer}}'),
    },
    {
      ...common,
      title: 'Error ratio by version',
      description: 'The same by version: a bad release stands out.',
      unit: units.PercentUnit,
      levels: levelsUpTo(limit),
      queries: one(errorRatio(CHOSEN, 'version'), '{{version}}'),
    },
    {
      ...common,
      title: 'What the mesh hid or could not hide',
      description: 'Second tries, failed connections, broken responses and requests that callers gave up.',
      unit: units.RequestsPerSecond,
      queries: [
        { expr: ratePerSecond('mesh_retries_total', EDGES, ''), legend: 'second tries' },
        { expr: ratePerSecond('mesh_connect_failures_total', EDGES, ''), legend: 'failed connections' },
        { expr: ratePerSecond('mesh_responses_broken_total', EDGES, ''), legend: 'broken responses' },
        { expr: ratePerSecond('mesh_requests_aborted_total', EDGES, ''), legend: 'given up by callers' },
      ],
    },
  ];
}

function latencyRow({ latencySeconds }: Objectives): RowSpec {
  const graph = { kind: 'graph', width: 8, min: 0, unit: units.Seconds, levels: levelsUpTo(latencySeconds) } as const;
  return {
    title: 'Latency',
    panels: [
      {
        kind: 'heatmap',
        title: 'Latency buckets',
        description: 'How many requests fell into each bucket of latency.',
        unit: units.Short,
        width: 16,
        queries: one(
          `sum by (le) (increase(mesh_request_duration_seconds_bucket{${CHOSEN}}[$__rate_interval]))`,
          '{{le}}',
        ),
      },
      {
        kind: 'graph',
        title: 'Within 200 ms',
        description: 'Share of requests answered within 200 ms.',
        unit: units.PercentUnit,
        width: 8,
        max: 1,
        queries: one(shareWithin(0.2, CHOSEN, 'version'), '{{version}}'),
      },
      {
        ...graph,
        title: 'Latency quantiles',
        description: 'Half, 95 and 99 of 100 requests were answered within this time.',
        queries: [
          { expr: latencyQuantile(0.5, CHOSEN), legend: 'p50' },
          { expr: latencyQuantile(0.95, CHOSEN), legend: 'p95' },
          { expr: latencyQuantile(0.99, CHOSEN), legend: 'p99' },
        ],
      },
      {
        ...graph,
        title: '95th percentile by consumer',
        description: 'The latency that each edge sees.',
        queries: one(latencyQuantile(0.95, CHOSEN, 'consumer'), '{{consumer}}'),
      },
      {
        ...graph,
        title: '95th percentile by version',
        description: 'The latency of each version.',
        queries: one(latencyQuantile(0.95, CHOSEN, 'version'), '{{version}}'),
      },
    ],
  };
}
