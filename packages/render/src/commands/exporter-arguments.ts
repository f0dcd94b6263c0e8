/** How the exporters are started. */
import { loopback } from '../workloads.ts';

/** What one machine tells an unprivileged process; the others of the defaults know nothing, or are not allowed to. */
const NODE_COLLECTORS = [
  'cpu',
  'diskstats',
  'filefd',
  'filesystem',
  'loadavg',
  'meminfo',
  'netdev',
  'netstat',
  'os',
  'pressure',
  'sockstat',
  'stat',
  'time',
  'timex',
  'uname',
  'vmstat',
] as const;

/** Without the program itself. @see node_exporter 1.5, "Collectors" */
export function nodeExporterArguments({ port }: { readonly port: number }): readonly string[] {
  return [
    `--web.listen-address=${loopback(port)}`,
    '--collector.disable-defaults',
    ...NODE_COLLECTORS.map((name) => `--collector.${name}`),
    '--log.level=warn',
  ];
}

export interface BlackboxExporterArgumentsOptions {
  readonly port: number;
  readonly configurationFile: string;
}

/** Without the program itself. @see blackbox_exporter 0.23, `blackbox_exporter --help` */
export function blackboxExporterArguments(options: BlackboxExporterArgumentsOptions): readonly string[] {
  const { port, configurationFile } = options;
  // Remembered probes hold what was answered; nobody looks at them here.
  return [
    `--config.file=${configurationFile}`,
    `--web.listen-address=${loopback(port)}`,
    '--history.limit=1',
    '--log.level=error',
  ];
}

/** Without the program itself; whom to ask is in its environment. @see postgres_exporter 0.11, "Flags" */
export function postgresExporterArguments({ port }: { readonly port: number }): readonly string[] {
  // The collector asks for columns that PostgreSQL 17 took away: an error in the log at every scrape.
  return [`--web.listen-address=${loopback(port)}`, '--no-collector.bgwriter', '--log.level=warn'];
}

/** No value may have spaces or quotes in it: the exporter then refuses all of them, and logs them, password included. */
export interface PostgresExporterTarget {
  /** Of the server, on 127.0.0.1. */
  readonly port: number;
  readonly database: string;
  readonly user: string;
  /** File with the password and nothing else. */
  readonly passwordFile: string;
}

/** The password is in a file: everybody may read arguments, and children inherit an environment. */
export function postgresExporterEnvironment(target: PostgresExporterTarget): Readonly<Record<string, string>> {
  return {
    DATA_SOURCE_URI: `${loopback(target.port)}/${target.database}?sslmode=disable`,
    DATA_SOURCE_USER: target.user,
    DATA_SOURCE_PASS_FILE: target.passwordFile,
  };
}
