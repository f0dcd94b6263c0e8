import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  alertmanagerArguments,
  blackboxExporterArguments,
  nodeExporterArguments,
  postgresExporterArguments,
  postgresExporterEnvironment,
  prometheusArguments,
} from '../commands.ts';

const FILES = { configurationFile: '/state/configuration', dataDirectory: '/state/data' };
const RETENTION = { timeMs: 15 * 86_400_000, sizeBytes: 2 ** 30 };

const COMMANDS = [
  prometheusArguments({ port: 21_002, ...FILES, retention: RETENTION }),
  alertmanagerArguments({ port: 21_002, ...FILES }),
  nodeExporterArguments({ port: 21_002 }),
  blackboxExporterArguments({ port: 21_002, configurationFile: FILES.configurationFile }),
  postgresExporterArguments({ port: 21_002 }),
];

test('everything listens on loopback only', () => {
  for (const command of COMMANDS) expect(command).toContain('--web.listen-address=127.0.0.1:21002');
});

test('Prometheus keeps what it was told to keep', () => {
  expect(COMMANDS[0]).toContain('--storage.tsdb.retention.time=15d');
  expect(COMMANDS[0]).toContain('--storage.tsdb.retention.size=1073741824B');
});

test('Alertmanager opens no port for a cluster', () => {
  expect(COMMANDS[1]).toContain('--cluster.listen-address=');
});

test('a password is neither in arguments nor in an environment', () => {
  const target = { port: 5_433, database: 'shop', user: 'postgres', passwordFile: '/state/secrets/POSTGRES' };
  expect(postgresExporterEnvironment(target)).toEqual({
    DATA_SOURCE_URI: '127.0.0.1:5433/shop?sslmode=disable',
    DATA_SOURCE_USER: 'postgres',
    DATA_SOURCE_PASS_FILE: '/state/secrets/POSTGRES',
  });
});

test('who only starts programs loads nothing but these files', () => {
  const loaded = importsOf(new URL('../commands.ts', import.meta.url), new Set());
  expect([...loaded].filter((specifier) => !specifier.startsWith('file:'))).toEqual([]);
});

/** Everything that a module loads, types left out. */
function importsOf(module: URL, seen: Set<string>): ReadonlySet<string> {
  seen.add(module.href);
  const source = readFileSync(module, 'utf8');
  for (const [, specifier = ''] of source.matchAll(/^(?:import|export) (?!type\b)[^;]*?from '([^']+)';/gm)) {
    const found = specifier.startsWith('.') ? new URL(specifier, module).href : specifier;
    if (seen.has(found)) continue;
    if (found.startsWith('file:')) importsOf(new URL(found), seen);
    else seen.add(found);
  }
  return seen;
}
