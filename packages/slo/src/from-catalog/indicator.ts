/** What a catalog says an objective is measured by -> figures that Prometheus has. */
import type { Service, ServiceIndicator, ThresholdComparison } from '@nines/catalog';
import type { Comparison, Count, Indicator } from '../objective/objective.ts';
import { asCount } from '../promql/read-count.ts';
import { PROBE_JOB, probeUrl } from './probe.ts';

/** Probes are nobody's requests. Of these metrics `service` is who was called; the job is that of the mesh itself. */
function requestsOf(service: Service): string {
  return `job="mesh",kind!="probe",service="${service.name}"`;
}

const COMPARISONS: Readonly<Record<ThresholdComparison, Comparison>> = {
  below: 'lt',
  above: 'gt',
  atMost: 'lte',
  atLeast: 'gte',
};

export function indicatorOf(sli: ServiceIndicator, service: Service): Indicator {
  switch (sli.kind) {
    case 'availability':
      return {
        kind: 'events',
        total: counters(`mesh_requests_total{${requestsOf(service)}}`),
        part: 'bad',
        count: counters(`mesh_requests_total{${requestsOf(service)},status_class="5xx"}`),
      };
    case 'latency':
      return {
        kind: 'events',
        total: counters(`mesh_request_duration_seconds_count{${requestsOf(service)}}`),
        part: 'good',
        count: counters(
          `mesh_request_duration_seconds_bucket{${requestsOf(service)},${boundMatcher(sli.belowMs / 1_000)}}`,
        ),
      };
    case 'probe':
      return { kind: 'condition', metric: probeSeries(service, sli.path), operator: 'eq', value: 1 };
    case 'ratio':
      return { kind: 'events', total: countOf(sli.total), part: sli.part, count: countOf(sli.count) };
    case 'threshold':
      return { kind: 'condition', metric: sli.metric, operator: COMPARISONS[sli.comparison], value: sli.value };
  }
}

function probeSeries({ name, port = 0 }: Service, path: string): string {
  return `probe_success{job="${PROBE_JOB}",service="${name}",instance=${JSON.stringify(probeUrl(port, path))}}`;
}

/**
 * Prometheus 3 writes whole bounds as `1.0`, whatever was exposed; Prometheus 2 leaves them as they come, `1`.
 *
 * @see Prometheus documentation, "Prometheus 3.0 migration guide", "Changes to scraping": normalised `le` and `quantile`
 */
function boundMatcher(seconds: number): string {
  return Number.isInteger(seconds) ? `le=~"${seconds}|${seconds}[.]0"` : `le="${seconds}"`;
}

const BARE_RANGE = /^([^$]*)\[\$window\]$/;

/** `x_total[$window]` means no more than its counters. */
function countOf(promql: string): Count {
  const written = promql.trim();
  const bare = BARE_RANGE.exec(written)?.[1];
  return bare === undefined ? asCount(written) : counters(bare.trimEnd());
}

function counters(promql: string): Count {
  return { form: 'counters', promql };
}
