/** How monitoring is started: arguments and environments, without anything heavy behind them. */
export { alertmanagerArguments } from './commands/alertmanager-arguments.ts';
export type { AlertmanagerArgumentsOptions } from './commands/alertmanager-arguments.ts';
export {
  blackboxExporterArguments,
  nodeExporterArguments,
  postgresExporterArguments,
  postgresExporterEnvironment,
} from './commands/exporter-arguments.ts';
export type { BlackboxExporterArgumentsOptions, PostgresExporterTarget } from './commands/exporter-arguments.ts';
export { goEnvironment } from './commands/go-environment.ts';
export type { MonitoringTool } from './commands/go-environment.ts';
export { MONITORING_FILES } from './commands/monitoring-files.ts';
export { prometheusArguments } from './commands/prometheus-arguments.ts';
export type { PrometheusArgumentsOptions } from './commands/prometheus-arguments.ts';
export {
  MESH,
  NINES_ALERTMANAGER,
  NINES_BLACKBOX_EXPORTER,
  NINES_NODE_EXPORTER,
  NINES_POSTGRES_EXPORTER,
  NINES_PROMETHEUS,
  NINES_SERVER,
  NINES_STATE,
  postgresExporter,
} from './workloads.ts';
export type { WorkloadPorts } from './workloads.ts';
