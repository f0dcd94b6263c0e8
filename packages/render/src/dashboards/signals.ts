/** PromQL of the golden signals as the mesh measures them, for any service, whatever it is written in. */
import type { QuerySpec } from './panel-spec.ts';

const RATE = '[$__rate_interval]';

/** `sum by (labels) (rate(metric{selector}))`: events per second. */
export function ratePerSecond(metric: string, selector: string, by: string): string {
  return `sum${by === '' ? '' : ` by (${by})`} (rate(${metric}{${selector}}${RATE}))`;
}

/** Requests per second. */
export function requestRate(selector: string, by = ''): string {
  return ratePerSecond('mesh_requests_total', selector, by);
}

/** Share of requests that failed on the service's side (5xx, broken responses included), 0-1. */
export function errorRatio(selector: string, by = ''): string {
  return `${requestRate(`${selector},status_class="5xx"`, by)} / ${requestRate(selector, by)}`;
}

/** Share of requests answered within `seconds`, which must be a border of the histogram. */
export function shareWithin(seconds: number, selector: string, by = ''): string {
  const within = ratePerSecond('mesh_request_duration_seconds_bucket', `${selector},le="${seconds}"`, by);
  return `${within} / ${ratePerSecond('mesh_request_duration_seconds_count', selector, by)}`;
}

/** The `quantile` of the latency, seconds. */
export function latencyQuantile(quantile: number, selector: string, by = ''): string {
  const buckets = ratePerSecond('mesh_request_duration_seconds_bucket', selector, by === '' ? 'le' : `le, ${by}`);
  return `histogram_quantile(${quantile}, ${buckets})`;
}

/** One query, whose series are named by `legend`. */
export function one(expr: string, legend: string): readonly QuerySpec[] {
  return [{ expr, legend }];
}
