/** How the probe of an objective is known to Prometheus, so that what asks and what measures mean the same series. */

/** The job of the probes that the blackbox exporter makes. */
export const PROBE_JOB = 'nines-probe';

/** What a probe asks, and its label `instance`: a path at the stable address of a service. */
export function probeUrl(port: number, path: string): string {
  return `http://127.0.0.1:${port}${path}`;
}
