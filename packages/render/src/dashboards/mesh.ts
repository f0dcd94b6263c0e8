/** The traffic between services, edge by edge, and the process that carries it. */
import * as units from '@grafana/grafana-foundation-sdk/units';

import { DASHBOARD_UIDS } from './dashboard-uids.ts';
import { levelsUpTo, type Objectives, redFrom } from './objectives.ts';
import type { DashboardSpec, PanelSpec, RowSpec } from './panel-spec.ts';
import { errorRatio, latencyQuantile, one, ratePerSecond, requestRate } from './signals.ts';

const EDGES = 'consumer=~"$consumer",service=~"$service"';
const MESH = 'job="mesh"';
const EDGE = 'consumer, service';
const EDGE_LEGEND = '{{consumer}} → {{service}}';

export function meshDashboard(objectives: Objectives): DashboardSpec {
  return {
    uid: DASHBOARD_UIDS.mesh,
    title: 'Nines / Mesh',
    description: 'Every edge from consumer to service: traffic, errors, latency, retries, faults.',
    alerts: 'service="mesh"',
    variables: [
      { name: 'consumer', label: 'Consumer', query: 'label_values(mesh_requests_in_flight, consumer)' },
      { name: 'service', label: 'Service', query: 'label_values(mesh_requests_in_flight, service)' },
    ],
    rows: [
      { title: 'Requests by edge', panels: edgePanels(objectives) },
      { title: 'Behind the edges', panels: [...tryPanels(), ...endpointPanels()] },
      tcpRow(),
      { title: 'The mesh process', panels: processPanels() },
    ],
  };
}

function edgePanels({ latencySeconds, errorRatio: limit }: Objectives): readonly PanelSpec[] {
  const common = { kind: 'graph', width: 12, min: 0 } as const;
  return [
    {
      ...common,
      title: 'Request rate',
      description: 'Requests per second of each edge, of all kinds.',
      unit: units.RequestsPerSecond,
      queries: one(requestRate(EDGES, EDGE), EDGE_LEGEND),
    },
    {
      ...common,
      title: 'Error ratio',
      description: 'Share of requests answered with 5xx or broken off.',
      unit: units.PercentUnit,
      levels: levelsUpTo(limit),
      queries: one(errorRatio(EDGES, EDGE), EDGE_LEGEND),
    },
    {
      ...common,
      title: 'Latency, 95th percentile',
      description: 'From the request head to the last byte of the response.',
      unit: units.Seconds,
      levels: levelsUpTo(latencySeconds),
      queries: one(latencyQuantile(0.95, EDGES, EDGE), EDGE_LEGEND),
    },
    {
      ...common,
      title: 'Requests in flight',
      description: 'Requests being worked on.',
      unit: units.Short,
      queries: one(`mesh_requests_in_flight{${EDGES}}`, EDGE_LEGEND),
    },
  ];
}

function tryPanels(): readonly PanelSpec[] {
  const common = { kind: 'graph', width: 8, min: 0, unit: units.RequestsPerSecond } as const;
  return [
    {
      ...common,
      title: 'Second tries',
      description:
        'Requests that got another instance because the first one failed, and those that the budget forbade.',
      queries: [
        { expr: ratePerSecond('mesh_retries_total', EDGES, EDGE), legend: EDGE_LEGEND },
        { expr: ratePerSecond('mesh_retries_over_budget_total', EDGES, EDGE), legend: `${EDGE_LEGEND} over budget` },
      ],
    },
    {
      ...common,
      title: 'Failed connections',
      description: 'Connections to an instance that could not be made.',
      queries: one(ratePerSecond('mesh_connect_failures_total', EDGES, EDGE), EDGE_LEGEND),
    },
    {
      ...common,
      title: 'Broken and given up',
      description: 'Responses that broke off, and requests that the consumer gave up.',
      queries: [
        { expr: ratePerSecond('mesh_responses_broken_total', EDGES, EDGE), legend: `${EDGE_LEGEND} broken` },
        { expr: ratePerSecond('mesh_requests_aborted_total', EDGES, EDGE), legend: `${EDGE_LEGEND} given up` },
      ],
    },
  ];
}

function endpointPanels(): readonly PanelSpec[] {
  const common = { kind: 'graph', width: 8, min: 0 } as const;
  return [
    {
      ...common,
      title: 'Endpoints',
      description: 'Instances that take requests, that were ejected because they failed, and that are not ready.',
      unit: units.Short,
      queries: one('sum by (service, state) (mesh_endpoints{service=~"$service"})', '{{service}} {{state}}'),
    },
    {
      ...common,
      title: 'Faults at work',
      description: 'Faults that are injected now.',
      unit: units.Short,
      levels: redFrom(1),
      emptyMeans: 'no faults',
      queries: one('sum(mesh_faults_active)', 'active'),
    },
    {
      ...common,
      title: 'What faults did',
      description: 'Requests and connections per second that a fault changed.',
      unit: units.OpsPerSecond,
      emptyMeans: 'no faults so far',
      queries: one(ratePerSecond('mesh_fault_effects_total', MESH, 'fault, kind'), '{{fault}} ({{kind}})'),
    },
  ];
}

function tcpRow(): RowSpec {
  const common = { kind: 'graph', width: 8, min: 0, emptyMeans: 'no raw connections' } as const;
  return {
    title: 'Raw connections by edge',
    panels: [
      {
        ...common,
        title: 'Open connections',
        description: 'Raw connections, upgraded ones included.',
        unit: units.Short,
        queries: one(`mesh_tcp_connections_open{${EDGES}}`, EDGE_LEGEND),
      },
      {
        ...common,
        title: 'New connections',
        description: 'Raw connections per second.',
        unit: units.OpsPerSecond,
        queries: one(ratePerSecond('mesh_tcp_connections_total', EDGES, EDGE), EDGE_LEGEND),
      },
      {
        ...common,
        title: 'Bytes carried',
        description: 'Bytes per second over raw connections, both ways.',
        unit: units.BytesPerSecondIEC,
        queries: one(
          ratePerSecond('mesh_tcp_bytes_total', EDGES, `${EDGE}, direction`),
          `${EDGE_LEGEND} {{direction}}`,
        ),
      },
    ],
  };
}

function processPanels(): readonly PanelSpec[] {
  const common = { kind: 'graph', width: 8, min: 0 } as const;
  return [
    {
      ...common,
      title: 'Turned away',
      description: 'Requests and connections refused before they belonged to a service, by reason.',
      unit: units.RequestsPerSecond,
      emptyMeans: 'none so far',
      queries: one(ratePerSecond('mesh_refused_total', MESH, 'reason'), '{{reason}}'),
    },
    {
      ...common,
      title: 'Client connections',
      description: 'Connections that clients hold to the mesh.',
      unit: units.Short,
      queries: one(`sum(mesh_connections_open{${MESH}})`, 'open'),
    },
    {
      ...common,
      title: 'Event loop lag',
      description: 'How late the mesh gets to its work: it adds to every request.',
      unit: units.Seconds,
      queries: one(`max(mesh_event_loop_lag_seconds{${MESH}})`, 'lag'),
    },
    {
      ...common,
      title: 'CPU',
      description: 'Cores that the mesh uses.',
      unit: units.Short,
      queries: one(ratePerSecond('process_cpu_seconds_total', MESH, 'instance'), '{{instance}}'),
    },
    {
      ...common,
      title: 'CPU per request',
      description: 'Processor time that one request costs in the mesh. A dash or a gap: no requests.',
      unit: units.Seconds,
      queries: one(`${ratePerSecond('process_cpu_seconds_total', MESH, '')} / ${requestRate(MESH)}`, 'per request'),
    },
    {
      ...common,
      title: 'Memory',
      description: 'Resident memory of the mesh.',
      unit: units.BytesIEC,
      queries: one(`process_resident_memory_bytes{${MESH}}`, '{{instance}}'),
    },
  ];
}
