/** Rate, errors, latency and saturation of every service and edge, from what the mesh measured in the last minute. */
import type { EdgeSignals, ServiceSignals, Signals, TrafficSignals } from '@nines/api';
import type { Sample } from './prometheus.ts';

type Query = (promql: string) => Promise<readonly Sample[]>;

/** Probes say nothing about what callers feel. */
const TRAFFIC = 'kind!="probe"';
const WINDOW = '[1m]';

const SERVICE_QUERIES = {
  ...trafficQueries('service'),
  cpuCores: 'sum by (service) (nines_instance_cpu_cores)',
  memoryBytes: 'sum by (service) (nines_instance_memory_bytes)',
  eventLoopLagSeconds: 'max by (service) (nodejs_eventloop_lag_p99_seconds)',
};

const EDGE_QUERIES = trafficQueries('consumer, service');

/**
 * The signals of services and edges that the mesh knows, and of services that only use the machine.
 *
 * @see Beyer et al., "Site Reliability Engineering", chapter 6, "The Four Golden Signals"
 */
export async function goldenSignals(query: Query, at: string): Promise<Signals> {
  const [services, edges] = await Promise.all([ask(query, SERVICE_QUERIES), ask(query, EDGE_QUERIES)]);
  return {
    at,
    services: keysOf(services, ['service']).map((labels) => serviceSignals(services, labels)),
    edges: keysOf(edges, ['consumer', 'service']).map((labels) => edgeSignals(edges, labels)),
  };
}

type Answers<TName extends string> = Readonly<Record<TName, readonly Sample[]>>;
type Labels = Readonly<Record<string, string>>;
type TrafficName = keyof ReturnType<typeof trafficQueries>;

function trafficQueries(by: string) {
  const rate = (metric: string, selector: string, labels = by): string =>
    `sum by (${labels}) (rate(${metric}{${selector}}${WINDOW}))`;
  const requests = rate('mesh_requests_total', TRAFFIC);
  const buckets = rate('mesh_request_duration_seconds_bucket', TRAFFIC, `${by}, le`);
  return {
    requestsPerSecond: requests,
    errorRatio: `${rate('mesh_requests_total', `${TRAFFIC},status_class="5xx"`)} / (${requests} > 0)`,
    p50: `histogram_quantile(0.5, ${buckets})`,
    p95: `histogram_quantile(0.95, ${buckets})`,
    p99: `histogram_quantile(0.99, ${buckets})`,
    inFlight: `sum by (${by}) (mesh_requests_in_flight)`,
  };
}

async function ask<TName extends string>(
  query: Query,
  queries: Readonly<Record<TName, string>>,
): Promise<Answers<TName>> {
  const names = Object.keys(queries) as TName[];
  const answers = await Promise.all(names.map(async (name) => [name, await query(queries[name])] as const));
  return Object.fromEntries(answers) as Answers<TName>;
}

function serviceSignals(answers: Answers<keyof typeof SERVICE_QUERIES>, labels: Labels): ServiceSignals {
  return {
    service: labels['service'] ?? '',
    ...traffic(answers, labels),
    cpuCores: valueOf(answers.cpuCores, labels),
    memoryBytes: valueOf(answers.memoryBytes, labels),
    eventLoopLagSeconds: valueOf(answers.eventLoopLagSeconds, labels),
  };
}

function edgeSignals(answers: Answers<TrafficName>, labels: Labels): EdgeSignals {
  return { consumer: labels['consumer'] ?? '', service: labels['service'] ?? '', ...traffic(answers, labels) };
}

function traffic(answers: Answers<TrafficName>, labels: Labels): TrafficSignals {
  const of = (name: TrafficName): number | null => valueOf(answers[name], labels);
  return {
    requestsPerSecond: of('requestsPerSecond'),
    errorRatio: of('errorRatio'),
    latencySeconds: { p50: of('p50'), p95: of('p95'), p99: of('p99') },
    inFlight: of('inFlight'),
  };
}

function valueOf(samples: readonly Sample[], labels: Labels): number | null {
  const wanted = Object.entries(labels);
  return samples.find((sample) => wanted.every(([name, value]) => sample.labels[name] === value))?.value ?? null;
}

/** Every combination of these labels that any answer has, sorted. */
function keysOf(answers: Answers<string>, names: readonly string[]): readonly Labels[] {
  const keys = new Map<string, Labels>();
  for (const sample of Object.values(answers).flat()) {
    const labels = Object.fromEntries(names.map((name) => [name, sample.labels[name] ?? '']));
    if (!Object.values(labels).includes('')) keys.set(JSON.stringify(labels), labels);
  }
  return [...keys].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, labels]) => labels);
}
