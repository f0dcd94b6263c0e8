/** How much memory the Go programs take. */

export type MonitoringTool =
  'prometheus' | 'alertmanager' | 'node-exporter' | 'blackbox-exporter' | 'postgres-exporter';

interface Share {
  /** A soft limit, MiB: the collector works harder near it, nothing fails beyond it. */
  readonly softLimit: number;
  /** Growth of the heap, percent, after which garbage is collected. Less costs time. */
  readonly growth: number;
  readonly threads: number;
}

const EXPORTER: Share = { softLimit: 24, growth: 50, threads: 1 };

/**
 * With the reference platform's 6,200 series and 190 rules, after three minutes (PSS): Prometheus 70 MiB and 1.3 % of a
 * core (79 MiB by default), Alertmanager 33, each exporter 17. Prometheus goes on growing for about three hours, until
 * it has written its first block; its limit is for that, and for larger platforms.
 */
const SHARES: Readonly<Record<MonitoringTool, Share>> = {
  prometheus: { softLimit: 256, growth: 75, threads: 2 },
  alertmanager: { softLimit: 40, growth: 50, threads: 1 },
  'node-exporter': EXPORTER,
  'blackbox-exporter': EXPORTER,
  'postgres-exporter': EXPORTER,
};

/**
 * Variables of Go's runtime.
 *
 * @see Go documentation, package runtime, "Environment Variables": GOGC, GOMEMLIMIT, GOMAXPROCS
 */
export function goEnvironment(tool: MonitoringTool): Readonly<Record<string, string>> {
  const { softLimit, growth, threads } = SHARES[tool];
  return { GOGC: String(growth), GOMEMLIMIT: `${softLimit}MiB`, GOMAXPROCS: String(threads) };
}
