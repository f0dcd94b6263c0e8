/** How the figures of edges are shown. */
import type { EdgeMetrics, RouteMetrics } from './edge-metrics.ts';
import type { MetricFamily, Sample } from './exposition.ts';
import { family } from './family.ts';

/** Families with one counter or gauge per edge. */
const PER_EDGE: readonly (readonly [
  name: string,
  type: 'counter' | 'gauge',
  help: string,
  value: (edge: EdgeMetrics) => number,
])[] = [
  ['mesh_requests_in_flight', 'gauge', 'Requests under way', (edge) => edge.requestsInFlight],
  ['mesh_retries_total', 'counter', 'Second tries on another instance', (edge) => edge.retries],
  [
    'mesh_retries_over_budget_total',
    'counter',
    'Second tries that the retry budget had no room for',
    (edge) => edge.retriesOverBudget,
  ],
  [
    'mesh_connect_failures_total',
    'counter',
    'Connections to an instance that could not be made',
    (edge) => edge.connectFailures,
  ],
  ['mesh_requests_aborted_total', 'counter', 'Requests given up by the client', (edge) => edge.aborted],
  ['mesh_responses_broken_total', 'counter', 'Responses that broke off', (edge) => edge.broken],
  ['mesh_tcp_connections_open', 'gauge', 'Raw connections open', (edge) => edge.tcpOpen],
];

export function edgeFamilies(edges: readonly EdgeMetrics[]): MetricFamily[] {
  const routes = edges.flatMap((edge) => edge.allRoutes());
  const figures = routes.flatMap((route) => route.figures());
  return [
    family(
      'mesh_requests_total',
      'counter',
      'Requests answered, by status class; a response that broke off counts as 5xx',
      figures.flatMap((one) => one.requestSamples()),
    ),
    family(
      'mesh_request_duration_seconds',
      'histogram',
      'From the request head to the last byte of the response',
      figures.flatMap((one) => one.durationSamples()),
    ),
    ...PER_EDGE.map(([name, type, help, value]) =>
      family(
        name,
        type,
        help,
        edges.map((edge) => ({ labels: edge.labels, value: value(edge) })),
      ),
    ),
    family('mesh_tcp_connections_total', 'counter', 'Raw connections carried, upgraded ones included', carried(routes)),
    family('mesh_tcp_bytes_total', 'counter', 'Bytes carried over raw connections', edges.flatMap(bytesOf)),
  ];
}

function carried(routes: readonly RouteMetrics[]): Sample[] {
  return routes.map(({ labels, tcpConnections }) => ({ labels, value: tcpConnections }));
}

function bytesOf(edge: EdgeMetrics): Sample[] {
  return [
    { labels: { ...edge.labels, direction: 'from_consumer' }, value: edge.bytesFromConsumer },
    { labels: { ...edge.labels, direction: 'to_consumer' }, value: edge.bytesToConsumer },
  ];
}
