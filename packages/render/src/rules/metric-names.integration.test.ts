import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { freePorts } from '@nines/testkit/ports';
import { startTestPostgres, type TestPostgres } from '@nines/testkit/postgres';
import { writeJson } from '@nines/testkit/promtool';
import { testTool } from '@nines/testkit/tools';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { blackboxConfiguration } from '../blackbox/configuration.ts';
import {
  blackboxExporterArguments,
  nodeExporterArguments,
  postgresExporterArguments,
} from '../commands/exporter-arguments.ts';
import { goEnvironment } from '../commands/go-environment.ts';
import { prometheusArguments } from '../commands/prometheus-arguments.ts';
import { eventually, type RunningProgram, runUntilReady, temporaryDirectory } from '@nines/testkit/running-program';
import { alertRules } from './alert-rules.ts';
import { fixtureCatalog } from './testing/fixture-catalog.ts';

const CATALOG = fixtureCatalog();
const FILES = alertRules(CATALOG);

/** Shown only where something asks for TLS, which nothing here does. */
const OF_TLS_ONLY = 'probe_ssl_earliest_cert_expiry';

/** Metrics that rules read from programs which are not ours. */
const FOREIGN = new Set(
  FILES.flatMap(({ content }) => content.groups.flatMap(({ rules }) => rules))
    .flatMap(({ expr }) => expr.match(/(?<![\w:])(?:node|pg|prometheus|blackbox|probe)_\w+/g) ?? [])
    .filter((name) => name !== OF_TLS_ONLY),
);

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let postgres: TestPostgres;
let ports: readonly number[];
const programs: RunningProgram[] = [];

const url = (index: number, where: string): string => `http://127.0.0.1:${ports[index] ?? 0}${where}`;

beforeAll(async () => {
  directory = await temporaryDirectory();
  ports = await freePorts(4);
  postgres = await startTestPostgres();
  const [prometheus = 0, blackbox = 0, node = 0, exporter = 0] = ports;
  const file = (name: string): string => path.join(directory.path, name);
  await mkdir(file('rules'));
  for (const { name, content } of FILES) await writeJson(file('rules'), name, content);
  await writeJson(directory.path, 'prometheus.yml', {
    global: { scrape_interval: '1s' },
    rule_files: ['rules/*.json'],
    scrape_configs: [{ job_name: 'self', static_configs: [{ targets: [`127.0.0.1:${prometheus}`] }] }],
  });
  const blackboxFile = { certificateAuthorityFile: '/none', probeMark: 'mark' };
  await writeJson(directory.path, 'blackbox.yml', blackboxConfiguration(CATALOG, blackboxFile));
  const { retention } = CATALOG.monitoring;
  const prometheusFiles = { configurationFile: file('prometheus.yml'), dataDirectory: file('data'), retention };
  const configurationFile = file('blackbox.yml');
  const host = decodeURIComponent(/@([^/]*)/.exec(postgres.url)?.[1] ?? '');
  const source = { DATA_SOURCE_NAME: `host=${host} user=postgres dbname=postgres sslmode=disable` };
  programs.push(
    await start('prometheus', prometheusArguments({ port: prometheus, ...prometheusFiles }), url(0, '/-/ready')),
    await start(
      'blackbox-exporter',
      blackboxExporterArguments({ port: blackbox, configurationFile }),
      url(1, '/-/healthy'),
    ),
    await start('node-exporter', nodeExporterArguments({ port: node }), url(2, '/')),
    await start('postgres-exporter', postgresExporterArguments({ port: exporter }), url(3, '/'), source),
  );
}, 150_000);

async function start(
  tool: 'prometheus' | 'blackbox-exporter' | 'node-exporter' | 'postgres-exporter',
  args: readonly string[],
  readyUrl: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<RunningProgram> {
  return runUntilReady(await testTool(tool), args, { ...goEnvironment(tool), ...environment }, readyUrl);
}

afterAll(async () => {
  await Promise.all(programs.map((program) => program.stop()));
  await postgres.remove();
  await directory.remove();
});

async function shown(): Promise<ReadonlySet<string>> {
  const probe = `/probe?module=http_answers&target=${encodeURIComponent(url(2, '/'))}`;
  const pages = [url(0, '/metrics'), url(1, '/metrics'), url(1, probe), url(2, '/metrics'), url(3, '/metrics')];
  const texts = await Promise.all(pages.map(async (page) => (await fetch(page)).text()));
  return new Set(texts.flatMap((text) => [...text.matchAll(/^\w+/gm)].map(([name]) => name)));
}

it('every metric of the exporters and of Prometheus that a rule reads is really there', async () => {
  expect(FOREIGN.size).toBeGreaterThan(40);
  const missing = async (): Promise<readonly string[]> => {
    const present = await shown();
    return [...FOREIGN].filter((name) => !present.has(name));
  };
  // Prometheus counts targets and evaluations only once there were some.
  await eventually(async () => (await missing()).length === 0).catch(() => undefined);
  expect(await missing()).toEqual([]);
});

it('a real Prometheus loads all of them', async () => {
  const response = await fetch(url(0, '/api/v1/rules'));
  const { data } = (await response.json()) as {
    data: { groups: readonly { name: string; rules: readonly unknown[] }[] };
  };
  const expected = FILES.flatMap(({ content }) => content.groups.map(({ name, rules }) => [name, rules.length]));
  expect(Object.fromEntries(data.groups.map(({ name, rules }) => [name, rules.length]))).toEqual(
    Object.fromEntries(expected),
  );
});
