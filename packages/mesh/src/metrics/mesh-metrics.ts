/** All figures of a mesh process, and how they are shown. */
import { EdgeMetrics, type RouteMetrics } from './edge-metrics.ts';
import { type MetricFamily, renderMetrics, type Sample } from './exposition.ts';

export class MeshMetrics {
  connectionsOpen = 0;
  connectionsTotal = 0;
  snapshotVersion = 0;
  readonly #edges = new Map<string, EdgeMetrics>();
  readonly #refused = new Map<string, number>();

  edge(consumer: string, service: string): EdgeMetrics {
    const key = `${consumer} ${service}`;
    let edge = this.#edges.get(key);
    if (edge === undefined) {
      edge = new EdgeMetrics(consumer, service);
      this.#edges.set(key, edge);
    }
    return edge;
  }

  /** A request or connection that was turned away before it belonged to a service. */
  countRefused(reason: string): void {
    this.#refused.set(reason, (this.#refused.get(reason) ?? 0) + 1);
  }

  render(): string {
    const edges = [...this.#edges.values()];
    const routes = edges.flatMap((edge) => edge.allRoutes());
    return renderMetrics([
      ...requestFamilies(edges, routes),
      ...tcpFamilies(edges, routes),
      ...this.#processFamilies(),
    ]);
  }

  #processFamilies(): MetricFamily[] {
    const refusedSamples = [...this.#refused].map(([reason, value]) => ({ labels: { reason }, value }));
    return [
      family('mesh_refused_total', 'counter', 'Requests and connections turned away, by reason', refusedSamples),
      family('mesh_connections_open', 'gauge', 'Client connections open', single(this.connectionsOpen)),
      family('mesh_connections_total', 'counter', 'Client connections accepted', single(this.connectionsTotal)),
      family('mesh_snapshot_version', 'gauge', 'Version of the snapshot in effect', single(this.snapshotVersion)),
    ];
  }
}

function requestFamilies(edges: readonly EdgeMetrics[], routes: readonly RouteMetrics[]): MetricFamily[] {
  const perEdge = (value: (edge: EdgeMetrics) => number): Sample[] =>
    edges.map((edge) => ({ labels: edge.labels, value: value(edge) }));
  return [
    family(
      'mesh_requests_total',
      'counter',
      'Requests answered, by status class; a response that broke off counts as 5xx',
      routes.flatMap((route) => route.requestSamples()),
    ),
    family(
      'mesh_request_duration_seconds',
      'histogram',
      'From the request head to the last byte of the response',
      routes.flatMap((route) => route.durationSamples()),
    ),
    family(
      'mesh_requests_in_flight',
      'gauge',
      'Requests under way',
      perEdge((edge) => edge.requestsInFlight),
    ),
    family(
      'mesh_retries_total',
      'counter',
      'Second tries on another instance',
      perEdge((edge) => edge.retries),
    ),
    family(
      'mesh_connect_failures_total',
      'counter',
      'Connections to an instance that could not be made',
      perEdge((edge) => edge.connectFailures),
    ),
    family(
      'mesh_requests_aborted_total',
      'counter',
      'Requests given up by the client',
      perEdge((edge) => edge.aborted),
    ),
    family(
      'mesh_responses_broken_total',
      'counter',
      'Responses that broke off',
      perEdge((edge) => edge.broken),
    ),
  ];
}

function tcpFamilies(edges: readonly EdgeMetrics[], routes: readonly RouteMetrics[]): MetricFamily[] {
  const bytes = edges.flatMap((edge) => [
    { labels: { ...edge.labels, direction: 'from_consumer' }, value: edge.bytesFromConsumer },
    { labels: { ...edge.labels, direction: 'to_consumer' }, value: edge.bytesToConsumer },
  ]);
  const connections = routes.map(({ labels, tcpConnections }) => ({ labels, value: tcpConnections }));
  const open = edges.map(({ labels, tcpOpen }) => ({ labels, value: tcpOpen }));
  return [
    family('mesh_tcp_connections_total', 'counter', 'Raw connections carried, upgraded ones included', connections),
    family('mesh_tcp_connections_open', 'gauge', 'Raw connections open', open),
    family('mesh_tcp_bytes_total', 'counter', 'Bytes carried over raw connections', bytes),
  ];
}

function family(name: string, type: MetricFamily['type'], help: string, samples: readonly Sample[]): MetricFamily {
  return { name, type, help, samples };
}

function single(value: number): Sample[] {
  return [{ labels: {}, value }];
}
