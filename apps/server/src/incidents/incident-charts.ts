/** What Prometheus measured of the services of an incident, before, during and after it. */
import { CHART_MARGIN_MS } from '@nines/incidents';
import type { Chart, ChartUnit } from '@nines/incidents';
import type { Incident } from '@nines/kernel';
import type { Moments, Prometheus } from '../signals/prometheus.ts';

interface Figure {
  readonly name: string;
  readonly title: string;
  readonly unit: ChartUnit;
  /** @param of - selector of the services @param window - what rates are taken over: `60s` */
  readonly promql: (of: string, window: string) => string;
}

/** Probes say nothing about what callers feel. */
const TRAFFIC = 'kind!="probe"';

const FIGURES: readonly Figure[] = [
  {
    ...{ name: 'error-ratio', title: 'Share of requests that failed', unit: 'ratio' },
    promql: (of, window) => {
      const rate = (more: string): string =>
        `sum by (service) (rate(mesh_requests_total{${TRAFFIC},${of}${more}}[${window}]))`;
      return `(${rate(',status_class="5xx"')} or 0 * ${rate('')}) / (${rate('')} > 0)`;
    },
  },
  {
    ...{ name: 'latency', title: 'Latency that 95 of 100 requests keep below', unit: 'seconds' },
    promql: (of, window) =>
      `histogram_quantile(0.95, sum by (service, le) (rate(mesh_request_duration_seconds_bucket{${TRAFFIC},${of}}[${window}])))`,
  },
  {
    ...{ name: 'ready-instances', title: 'Ready instances', unit: 'count' },
    promql: (of) => `sum by (service) (nines_service_replicas_ready{${of}})`,
  },
];

/** Lines of one chart. */
const MOST_SERVICES = 6;
/** Points of one line. */
const MOST_POINTS = 240;
/** As often as the mesh is scraped at the least, ms. */
const SHORTEST_STEP_MS = 5_000;
const SHORTEST_WINDOW_MS = 60_000;

/** Names of services are DNS labels; what an alert of others calls a service may be anything, and is not asked for. */
const SERVICE = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** Rejects where Prometheus is away. */
export async function chartsOf(
  { resolvedAt, services, startedAt }: Incident,
  prometheus: Pick<Prometheus, 'queryRange'>,
  { nowMs, signal }: { readonly nowMs: number; readonly signal: AbortSignal },
): Promise<readonly Chart[]> {
  const names = services.filter((name) => SERVICE.test(name)).slice(0, MOST_SERVICES);
  if (names.length === 0) return [];
  const firstMs = Date.parse(startedAt) - CHART_MARGIN_MS;
  const lastMs = Math.min(nowMs, (resolvedAt === null ? nowMs : Date.parse(resolvedAt)) + CHART_MARGIN_MS);
  const stepMs = Math.max(SHORTEST_STEP_MS, Math.ceil((lastMs - firstMs) / MOST_POINTS / 1_000) * 1_000);
  const window = `${Math.max(SHORTEST_WINDOW_MS, stepMs) / 1_000}s`;
  const moments: Moments = { firstMs, lastMs: Math.max(firstMs, lastMs), stepMs };
  const of = `service=~"${names.join('|')}"`;
  return Promise.all(
    FIGURES.map(async ({ name, promql, title, unit }) => {
      const series = await prometheus.queryRange(promql(of, window), moments, signal);
      const lines = names.flatMap((service) =>
        series
          .filter(({ labels }) => labels['service'] === service)
          .map(({ samples }) => ({ label: service, points: samples })),
      );
      return { name, title, unit, lines };
    }),
  );
}
