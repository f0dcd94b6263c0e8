/** How much memory the Go programs take. */

export type MonitoringTool =
  'prometheus' | 'alertmanager' | 'node-exporter' | 'blackbox-exporter' | 'postgres-exporter';

const MEBIBYTE = 'MiB';

/** A soft limit, MiB: the collector works harder near it, nothing fails beyond it. */
const SOFT_LIMITS: Readonly<Record<MonitoringTool, number>> = {
  prometheus: 160,
  alertmanager: 40,
  'node-exporter': 24,
  'blackbox-exporter': 24,
  'postgres-exporter': 24,
};

/**
 * Variables of Go's runtime: garbage is collected at half the usual growth, and no more threads work at once than a
 * small machine has to spare.
 *
 * @see Go documentation, package runtime, "Environment Variables": GOGC, GOMEMLIMIT, GOMAXPROCS
 */
export function goEnvironment(tool: MonitoringTool): Readonly<Record<string, string>> {
  return {
    GOGC: '50',
    GOMEMLIMIT: `${SOFT_LIMITS[tool]}${MEBIBYTE}`,
    GOMAXPROCS: tool === 'prometheus' ? '2' : '1',
  };
}
