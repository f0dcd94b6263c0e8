/** How Alertmanager is started. */
import { loopback } from '../workloads.ts';

export interface AlertmanagerArgumentsOptions {
  readonly port: number;
  readonly configurationFile: string;
  readonly dataDirectory: string;
}

/**
 * What it has told whom is written this often. After a `kill -9` it tells a "resolved" only for what it remembers to
 * have told, and silences are gone that were not written yet; by default that is a quarter of an hour.
 */
const MAINTENANCE_INTERVAL = '5s';

/** Without the program itself; alone, without a cluster's listener. @see Alertmanager 0.25, `alertmanager --help` */
export function alertmanagerArguments(options: AlertmanagerArgumentsOptions): readonly string[] {
  const { port, configurationFile, dataDirectory } = options;
  return [
    `--config.file=${configurationFile}`,
    `--storage.path=${dataDirectory}`,
    `--data.maintenance-interval=${MAINTENANCE_INTERVAL}`,
    `--web.listen-address=${loopback(port)}`,
    `--web.external-url=http://${loopback(port)}`, // what links in messages begin with
    '--cluster.listen-address=',
    '--log.level=warn',
  ];
}
