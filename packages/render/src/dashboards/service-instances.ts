/** The lower half of the service dashboard: its instances, seen from outside and by themselves. */
import * as units from '@grafana/grafana-foundation-sdk/units';

import { levelsUpTo } from './objectives.ts';
import type { PanelSpec, RowSpec } from './panel-spec.ts';
import { one, ratePerSecond } from './signals.ts';

const INSTANCES = 'service="$service",instance=~"$instance"';

const NOT_OURS = 'not told by this service';

/** Rows that hold for every service, then what services tell that are built with the service kit. */
export function serviceInstanceRows(): readonly RowSpec[] {
  return [
    { title: 'Instances', panels: [...replicaPanels(), ...resourcePanels()] },
    { title: 'Told by the service itself', panels: ownPanels() },
  ];
}

function replicaPanels(): readonly PanelSpec[] {
  return [
    {
      kind: 'graph',
      title: 'Replicas',
      description: 'Ready replicas next to those that should be there; follows automatic scaling.',
      unit: units.Short,
      width: 8,
      min: 0,
      queries: [
        { expr: 'nines_service_replicas_ready{service="$service"}', legend: 'ready' },
        { expr: 'nines_service_replicas_desired{service="$service"}', legend: 'desired' },
      ],
    },
    {
      kind: 'states',
      title: 'Replica status',
      description: 'Each instance: ready for requests or not.',
      unit: units.Short,
      width: 8,
      texts: { 0: 'not ready', 1: 'ready' },
      base: 'red',
      levels: [{ value: 1, color: 'green' }],
      queries: one(`nines_instance_ready{${INSTANCES}}`, '{{instance}}'),
    },
    {
      kind: 'graph',
      title: 'Restarts',
      description: 'Restarts in each step of the graph.',
      unit: units.Short,
      width: 8,
      min: 0,
      queries: one(
        `sum by (instance) (increase(nines_instance_restarts_total{${INSTANCES}}[$__rate_interval]))`,
        '{{instance}}',
      ),
    },
  ];
}

function resourcePanels(): readonly PanelSpec[] {
  const common = { kind: 'graph', width: 8, min: 0 } as const;
  return [
    {
      ...common,
      title: 'CPU',
      description: 'Cores that each instance uses.',
      unit: units.Short,
      queries: one(`nines_instance_cpu_cores{${INSTANCES}}`, '{{instance}}'),
    },
    {
      ...common,
      title: 'Memory',
      description: 'Memory that each instance uses.',
      unit: units.BytesIEC,
      queries: one(`nines_instance_memory_bytes{${INSTANCES}}`, '{{instance}}'),
    },
    {
      ...common,
      title: 'Requests in flight',
      description: 'Requests being worked on, for each consumer: a queue that grows is saturation.',
      unit: units.Short,
      queries: one(
        'sum by (consumer) (mesh_requests_in_flight{service="$service",consumer=~"$consumer"})',
        '{{consumer}}',
      ),
    },
  ];
}

function ownPanels(): readonly PanelSpec[] {
  const common = { kind: 'graph', width: 8, min: 0, emptyMeans: NOT_OURS } as const;
  return [
    {
      ...common,
      title: 'Request rate by endpoint',
      description: "Users' requests per second by route, from app_requests_total.",
      unit: units.RequestsPerSecond,
      stacked: true,
      queries: one(ratePerSecond('app_requests_total', INSTANCES, 'method, endpoint'), '{{method}} {{endpoint}}'),
    },
    {
      ...common,
      title: 'CPU and memory in percent',
      description: 'CPU in percent of one core, memory in percent of what the process may use; the busiest instance.',
      unit: units.Percent,
      levels: levelsUpTo(90),
      queries: [
        { expr: `max(app_cpu_usage{${INSTANCES}})`, legend: 'CPU' },
        { expr: `max(app_memory_usage{${INSTANCES}})`, legend: 'memory' },
      ],
    },
    {
      ...common,
      title: 'Event loop lag',
      description: 'How late the process gets to its work, 99th percentile: time in which nothing else is answered.',
      unit: units.Seconds,
      queries: one(`nodejs_eventloop_lag_p99_seconds{${INSTANCES}}`, '{{instance}}'),
    },
    {
      ...common,
      title: 'Probes from outside',
      description: 'Whether the addresses of the service answer, asked by the blackbox exporter.',
      unit: units.PercentUnit,
      max: 1,
      emptyMeans: 'not probed from outside',
      queries: one('avg_over_time(probe_success{service="$service"}[$__rate_interval])', '{{instance}}'),
    },
    {
      ...common,
      title: 'Faults switched on',
      description: 'Faults that somebody switched on in the service itself, for a drill or a test.',
      unit: units.Short,
      emptyMeans: 'faults cannot be switched on here',
      queries: one(`max by (fault, instance) (app_faults_active{${INSTANCES}})`, '{{fault}} on {{instance}}'),
    },
    {
      ...common,
      title: 'Scrapes',
      description: 'Whether Prometheus reaches the metrics of each instance.',
      unit: units.Short,
      max: 1,
      emptyMeans: 'not scraped',
      queries: one(`up{job="$service",instance=~"$instance"}`, '{{instance}}'),
    },
  ];
}
