/** How Prometheus is started. */
import { durationText } from '../duration.ts';
import { loopback } from '../workloads.ts';

export interface PrometheusArgumentsOptions {
  readonly port: number;
  readonly configurationFile: string;
  readonly dataDirectory: string;
  readonly retention: { readonly timeMs: number; readonly sizeBytes: number };
}

/**
 * Prometheus goes on telling Alertmanager of an alert this often, and lets it hold for four times as long: an
 * Alertmanager that lost its memory knows again within it, and a restart of Prometheus resolves nothing.
 */
const RESEND_DELAY = '15s';

/** After a restart, an alert that waited for its `for` at least this long fires on instead of waiting once more. */
const FOR_GRACE_PERIOD = '5s';

/** Without the program itself. @see Prometheus 2.42, `prometheus --help` */
export function prometheusArguments(options: PrometheusArgumentsOptions): readonly string[] {
  const { port, configurationFile, dataDirectory, retention } = options;
  return [
    `--config.file=${configurationFile}`,
    `--storage.tsdb.path=${dataDirectory}`,
    `--storage.tsdb.retention.time=${durationText(retention.timeMs)}`,
    `--storage.tsdb.retention.size=${retention.sizeBytes}B`,
    `--web.listen-address=${loopback(port)}`,
    `--web.external-url=http://${loopback(port)}`, // what links in messages begin with
    '--web.enable-lifecycle',
    `--rules.alert.resend-delay=${RESEND_DELAY}`,
    `--rules.alert.for-grace-period=${FOR_GRACE_PERIOD}`,
    '--query.timeout=30s',
    '--query.max-concurrency=4',
    '--query.max-samples=5000000',
    '--enable-feature=exemplar-storage',
    '--log.level=warn',
  ];
}
