/** Prometheus, Alertmanager and exporters: programs that somebody else made, run like any other. */
import { join } from 'node:path';
import type { Catalog, Service } from '@nines/catalog';
import {
  alertmanagerArguments,
  blackboxExporterArguments,
  goEnvironment,
  MONITORING_FILES,
  nodeExporterArguments,
  postgresExporter,
  postgresExporterArguments,
  postgresExporterEnvironment,
  prometheusArguments,
} from '@nines/render/commands';
import type { MonitoringTool } from '@nines/render/commands';
import { monitoringDirectory } from '@nines/runtime-process';
import type { PlannedWorkload, SystemMeans } from '@nines/runtime-process';
import { SERVER } from './control-plane.ts';
import { ownWorkload } from './own-workload.ts';

export interface MonitoringOptions {
  readonly catalog: Catalog;
  readonly means: SystemMeans;
  readonly stateDirectory: string;
}

/** What one of them needs besides its program. */
interface Watcher {
  readonly name: string;
  readonly tool: MonitoringTool;
  readonly fixedPort?: number | undefined;
  readonly argv: (port: number) => readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly probes?: { readonly readiness: string; readonly liveness: string };
  /** Its configuration is written by the server. @defaultValue false */
  readonly isConfigured?: boolean;
  /** Whether people open it. @defaultValue false */
  readonly hasPages?: boolean;
}

/** How Prometheus and Alertmanager are asked. @see Prometheus documentation, "Management API" */
const MANAGEMENT = { readiness: '/-/ready', liveness: '/-/healthy' };

/** Those whose program is there. */
export async function monitoring(options: MonitoringOptions): Promise<readonly PlannedWorkload[]> {
  const { catalog, means } = options;
  const engines = catalog.services.filter(({ engine }) => engine?.name === 'postgres');
  const wanted = [
    prometheus(options),
    alertmanager(options),
    blackboxExporter(options),
    nodeExporter(),
    ...engines.map((service) => engineExporter(service, catalog, means)),
  ];
  const present = wanted.filter(({ tool }) => means.tools[tool] !== undefined);
  return Promise.all(present.map((watcher) => plan(watcher, options)));
}

async function plan(watcher: Watcher, { means, stateDirectory }: MonitoringOptions): Promise<PlannedWorkload> {
  const { name, tool, fixedPort, argv, env, probes, isConfigured = false, hasPages = false } = watcher;
  const port = fixedPort ?? (await means.port(name));
  return ownWorkload({
    name,
    revision: means.revision,
    argv: [means.tools[tool] ?? tool, ...argv(port)],
    env: { ...goEnvironment(tool), ...env },
    cwd: stateDirectory,
    port,
    ...(probes && { probes }),
    dependsOn: isConfigured ? [SERVER] : [],
    url: hasPages ? `http://127.0.0.1:${port}` : null,
  });
}

function prometheus({ catalog, stateDirectory }: MonitoringOptions): Watcher {
  const { ports, retention } = catalog.monitoring;
  const file = fileIn(stateDirectory);
  return {
    name: 'nines-prometheus',
    tool: 'prometheus',
    fixedPort: ports.prometheus,
    argv: (port) =>
      prometheusArguments({
        port,
        retention,
        configurationFile: file('prometheusConfiguration'),
        dataDirectory: file('prometheusData'),
      }),
    probes: MANAGEMENT,
    isConfigured: true,
    hasPages: true,
  };
}

function alertmanager({ catalog, stateDirectory }: MonitoringOptions): Watcher {
  const file = fileIn(stateDirectory);
  return {
    name: 'nines-alertmanager',
    tool: 'alertmanager',
    fixedPort: catalog.monitoring.ports.alertmanager,
    argv: (port) =>
      alertmanagerArguments({
        port,
        configurationFile: file('alertmanagerConfiguration'),
        dataDirectory: file('alertmanagerData'),
      }),
    probes: MANAGEMENT,
    isConfigured: true,
    hasPages: true,
  };
}

function blackboxExporter({ stateDirectory }: MonitoringOptions): Watcher {
  const configurationFile = fileIn(stateDirectory)('blackboxConfiguration');
  return {
    name: 'nines-blackbox-exporter',
    tool: 'blackbox-exporter',
    argv: (port) => blackboxExporterArguments({ port, configurationFile }),
    isConfigured: true,
  };
}

function nodeExporter(): Watcher {
  return { name: 'nines-node-exporter', tool: 'node-exporter', argv: (port) => nodeExporterArguments({ port }) };
}

/** Asks at the stable address, as every other consumer does. */
function engineExporter({ name, port = 0 }: Service, catalog: Catalog, means: SystemMeans): Watcher {
  return {
    name: postgresExporter(name),
    tool: 'postgres-exporter',
    argv: (own) => postgresExporterArguments({ port: own }),
    env: postgresExporterEnvironment({
      port,
      database: catalog.name,
      user: 'postgres',
      passwordFile: means.passwordFile(name),
    }),
  };
}

function fileIn(stateDirectory: string): (name: keyof typeof MONITORING_FILES) => string {
  const directory = monitoringDirectory(stateDirectory);
  return (name) => join(directory, MONITORING_FILES[name]);
}
