/** Putting metric families together. */
import type { MetricFamily, Sample } from './exposition.ts';

export function family(
  name: string,
  type: MetricFamily['type'],
  help: string,
  samples: readonly Sample[],
): MetricFamily {
  return { name, type, help, samples };
}

/** One sample without labels. */
export function single(value: number): Sample[] {
  return [{ labels: {}, value }];
}
