import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Catalog } from '@nines/catalog';
import { objectivesOf } from '@nines/slo';
import { freePorts } from '@nines/testkit/ports';
import { testTool } from '@nines/testkit/tools';
import { blackboxConfiguration } from '../blackbox/configuration.ts';
import { blackboxExporterArguments } from '../commands/exporter-arguments.ts';
import { goEnvironment } from '../commands/go-environment.ts';
import { prometheusArguments } from '../commands/prometheus-arguments.ts';
import type { DesiredSlot } from '../desired-slot.ts';
import { referenceCatalog } from '../testing/reference-catalog.ts';
import { ALL_PORTS } from '../testing/running-platform.ts';
import { eventually, runUntilReady, temporaryDirectory } from '@nines/testkit/running-program';
import type { RunningProgram } from '@nines/testkit/running-program';
import type { WorkloadPorts } from '../workloads.ts';
import { prometheusConfiguration } from './configuration.ts';
import { targetFiles } from './target-files.ts';

const API_METRICS = `
app_requests_total{service="api",method="GET"} 7
calls_total{service="other"} 3
`;
const MESH_METRICS = `
mesh_requests_total{consumer="portal",service="api",kind="user"} 5
process_cpu_seconds_total 1
`;

type Labels = Readonly<Record<string, string>>;

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let catalog: Catalog;
let ports: WorkloadPorts;
let apiPort: number;
let api: Server;
let mesh: Server;
let programs: readonly RunningProgram[] = [];
/** What is answered where it is not 200. */
const statusByPath = new Map<string, number>();

beforeAll(async () => {
  directory = await temporaryDirectory();
  const [prometheusPort = 0, meshPort = 0, blackboxPort = 0, firstApiPort = 0] = await freePorts(4);
  apiPort = firstApiPort;
  ports = { mesh: meshPort, 'nines-prometheus': prometheusPort, 'nines-blackbox-exporter': blackboxPort };
  catalog = await onlyApi();
  api = await expose(apiPort, API_METRICS);
  mesh = await expose(meshPort, MESH_METRICS);
  await mkdir(join(directory.path, 'targets'));
  await write('prometheus.yml', prometheusConfiguration(catalog, ports));
  await write('blackbox.yml', blackboxConfiguration(catalog, { certificateAuthorityFile: '/none', probeMark: 'mark' }));
  await writeTargets([{ service: 'api', slot: 'api-0', port: apiPort }]);
  programs = [await startPrometheus(prometheusPort), await startBlackbox(blackboxPort)];
}, 120_000);

afterAll(async () => {
  await Promise.all(programs.map((program) => program.stop()));
  for (const server of [api, mesh]) server.closeAllConnections();
  api.close();
  mesh.close();
  await directory.remove();
});

/** The reference platform's `api`, at the target's own address, scraped each second. */
async function onlyApi(): Promise<Catalog> {
  const reference = await referenceCatalog();
  return {
    ...reference,
    services: reference.services.filter(({ name }) => name === 'api').map((service) => ({ ...service, port: apiPort })),
    monitoring: { ...reference.monitoring, scrapeIntervalMs: 1_000 },
  };
}

async function expose(port: number, metrics: string): Promise<Server> {
  const server = createServer(({ url = '' }, response) => {
    response.writeHead(statusByPath.get(url) ?? 200).end(metrics);
  }).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function write(name: string, document: unknown): Promise<void> {
  const file = join(directory.path, name);
  await writeFile(`${file}.new`, JSON.stringify(document));
  await rename(`${file}.new`, file);
}

async function writeTargets(slots: readonly DesiredSlot[]): Promise<void> {
  for (const { job, groups } of targetFiles(catalog, slots, ports)) await write(`targets/${job}.json`, groups);
}

async function startPrometheus(port: number): Promise<RunningProgram> {
  const args = prometheusArguments({
    port,
    configurationFile: join(directory.path, 'prometheus.yml'),
    dataDirectory: join(directory.path, 'data'),
    retention: catalog.monitoring.retention,
  });
  return runUntilReady(
    await testTool('prometheus'),
    args,
    goEnvironment('prometheus'),
    `http://127.0.0.1:${port}/-/ready`,
  );
}

async function startBlackbox(port: number): Promise<RunningProgram> {
  const args = blackboxExporterArguments({ port, configurationFile: join(directory.path, 'blackbox.yml') });
  const environment = goEnvironment('blackbox-exporter');
  return runUntilReady(await testTool('blackbox-exporter'), args, environment, `http://127.0.0.1:${port}/-/healthy`);
}

async function query(expression: string): Promise<readonly { readonly metric: Labels; readonly value: string }[]> {
  const url = `http://127.0.0.1:${ports['nines-prometheus']}/api/v1/query?query=${encodeURIComponent(expression)}`;
  const { data } = (await (await fetch(url)).json()) as {
    data: { result: readonly { metric: Labels; value: readonly [number, string] }[] };
  };
  return data.result.map(({ metric, value: [, value] }) => ({ metric, value }));
}

/** The labels of the only series that there will be. */
async function seriesOf(expression: string): Promise<Labels> {
  await eventually(async () => (await query(expression)).length > 0);
  const [series, ...others] = await query(expression);
  expect(others).toEqual([]);
  return series?.metric ?? {};
}

test('promtool takes the configuration of the whole reference platform', async () => {
  await write('whole.yml', prometheusConfiguration(await referenceCatalog(), ALL_PORTS));
  const checked = await promisify(execFile)(await testTool('promtool'), [
    'check',
    'config',
    '--syntax-only',
    join(directory.path, 'whole.yml'),
  ]);
  expect(checked.stdout).toContain('SUCCESS');
});

describe('a real Prometheus', () => {
  test('knows of a target what alerts need', async () => {
    const target = { job: 'api', service: 'api', owner: 'team-platform', tier: '1', instance: 'api-0' };
    expect(await seriesOf('up{job="api"} == 1')).toEqual({ __name__: 'up', ...target });
    expect(await seriesOf('app_requests_total')).toEqual({ __name__: 'app_requests_total', method: 'GET', ...target });
  });

  test('keeps what a service means by a label of the same name, where it is not its own', async () => {
    expect(await seriesOf('calls_total')).toMatchObject({ service: 'api', exported_service: 'other' });
  });

  test('believes the mesh about whom its figures are', async () => {
    expect(await seriesOf('mesh_requests_total')).toMatchObject({ service: 'api', consumer: 'portal', job: 'mesh' });
    expect(await seriesOf('process_cpu_seconds_total{job="mesh"}')).toMatchObject({ service: 'mesh' });
  });

  test('probes through the blackbox exporter', async () => {
    const url = `http://127.0.0.1:${apiPort}/readyz`;
    const series = await seriesOf(`probe_success{instance="${url}"} == 1`);
    expect(series).toMatchObject({ job: 'nines-probe', service: 'api', instance: url });
  });

  test('has the one series by which the uptime that is promised is measured: 1 for 200, and for nothing else', async () => {
    const uptime = objectivesOf(catalog).objectives.find(({ indicator }) => indicator.kind === 'condition');
    const metric = uptime?.indicator.kind === 'condition' ? uptime.indicator.metric : expect.fail('none is promised');
    const labels = { job: 'nines-probe', service: 'api', instance: `http://127.0.0.1:${apiPort}/health` };
    expect(await seriesOf(`${metric} == 1`)).toMatchObject(labels);
    statusByPath.set('/health', 204);
    expect(await seriesOf(`${metric} == 0`)).toMatchObject(labels);
    expect(await query(metric)).toHaveLength(1);
  });

  test('takes new targets in without a reload, and keeps those that are down', async () => {
    const [deadPort = 0] = await freePorts(1);
    const running = { service: 'api', slot: 'api-0', port: apiPort };
    await writeTargets([running, { service: 'api', slot: 'api-1', port: deadPort }]);
    expect(await seriesOf('up{job="api"} == 0')).toMatchObject({ instance: 'api-1' });
    expect(await seriesOf('up{job="api"} == 1')).toMatchObject({ instance: 'api-0' });
    await writeTargets([running]);
    await eventually(async () => (await query('up{instance="api-1"}')).length === 0);
  });
});
