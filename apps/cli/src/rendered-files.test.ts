import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { loadCatalog } from '@nines/catalog';
import type { Catalog } from '@nines/catalog';
import type { PlatformStatus } from '@nines/kernel';
import { viewOfCatalog, viewOfRunning } from './monitoring-view.ts';
import { PART_NAMES, renderedFiles } from './rendered-files.ts';
import type { RenderContext } from './rendered-files.ts';

const TEXT = `
apiVersion: nines.dev/v1
kind: Platform
metadata: { name: shop }
ingress: { http: 8000, https: 8443 }
monitoring: { ports: { prometheus: 9999 } }
secrets: { CHAT_TOKEN: { env: CHAT_TOKEN } }
notify: { telegram: { chat: 1, token: { secret: CHAT_TOKEN } } }
services:
  web: { run: { command: web, cwd: web }, port: 8080, metrics: /metrics, replicas: { min: 2, max: 2 }, dependsOn: [db] }
  old: { run: { command: old, cwd: old }, port: 8081, metrics: /metrics, listens: { fixed: 5000 } }
  db: { engine: postgres, port: 5433 }
`;

let context: RenderContext;
let catalog: Catalog;

beforeAll(() => {
  const machine = {
    commandExists: () => true,
    directoryExists: () => true,
    filesMatching: () => [],
    readText: () => ({ text: '' }),
    productRunbooks: '/nines/runbooks',
    fileExists: () => true,
    variable: () => 'its value',
  };
  const loaded = loadCatalog('/shop/nines.yaml', TEXT, machine);
  if (loaded.catalog === undefined) throw new Error(JSON.stringify(loaded.diagnostics));
  catalog = loaded.catalog;
  const files = { monitoringDirectory: '/state/monitoring', certificateAuthorityFile: '/state/ca.pem' };
  context = { catalog, ...viewOfCatalog(catalog), ...files };
});

async function textOf(part: string, path: string): Promise<string> {
  return (await renderedFiles(part, context)).find((file) => file.path === path)?.text ?? '';
}

describe('rendered files', () => {
  test('each part has some, and all together are all parts', async () => {
    const parts = await Promise.all(PART_NAMES.map((part) => renderedFiles(part, context)));
    for (const files of parts) expect(files.length).toBeGreaterThan(0);
    expect(await renderedFiles(undefined, context)).toEqual(parts.flat());
  });

  test('secrets are left out', async () => {
    const text = await textOf('alertmanager', 'alertmanager/alertmanager.yml');
    expect(text).toContain('bot_token: ${CHAT_TOKEN}');
    expect(text).not.toContain('its value');
  });

  test('are documents that can be read', async () => {
    for (const { path, text } of await renderedFiles(undefined, context)) {
      expect(path.endsWith('.json') ? JSON.parse(text) : parse(text), path).toBeTypeOf('object');
    }
  });

  test('what cannot be rendered is refused, with what can', async () => {
    await expect(renderedFiles('kubernetes', context)).rejects.toMatchObject({
      code: 'CLI_INVALID_INPUT',
      message: expect.stringContaining('prometheus, rules, alertmanager, blackbox, dashboards') as unknown,
    });
  });
});

describe('where things are', () => {
  test('of a platform that does not run: fixed and usual ports, and no others', () => {
    expect(viewOfCatalog(catalog)).toMatchObject({
      ports: { 'nines-prometheus': 9_999, 'nines-alertmanager': 9_093, 'nines-postgres-exporter-db': 9_187 },
      slots: [
        { slot: 'web-0', port: null },
        { slot: 'web-1', port: null },
        { slot: 'old-0', port: 5_000 },
        { slot: 'db-0', port: null },
      ],
    });
  });

  test('of one that runs: as it runs, with slots that are down', () => {
    const status = (
      name: string,
      desired: number,
      ...ports: readonly number[]
    ): PlatformStatus['services'][number] => ({
      name,
      kind: 'service',
      url: null,
      desired,
      ready: 0,
      instances: ports.map((port, index) => ({ ...INSTANCE, id: `${name}-${index}`, port })),
    });
    const running = {
      services: [status('web', 2, 20_001)],
      system: [status('mesh', 1, 20_009), status('nines-server', 1)],
    };
    expect(viewOfRunning({ schemaVersion: 1, platform: 'shop', state: 'ready', ...running })).toEqual({
      ports: { mesh: 20_009 },
      slots: [
        { service: 'web', slot: 'web-0', port: 20_001 },
        { service: 'web', slot: 'web-1', port: null },
      ],
    });
  });
});

test('while one mesh takes over from another it is the one that serves', () => {
  const instances = (['draining', 'ready'] as const).map((state, index) => {
    return { ...INSTANCE, id: `mesh-${index}`, state, port: 20_001 + index };
  });
  const system = [{ name: 'mesh', kind: 'service', url: null, desired: 1, ready: 1, instances } as const];
  const status: PlatformStatus = { schemaVersion: 1, platform: 'shop', state: 'ready', services: [], system };
  expect(viewOfRunning(status).ports).toEqual({ mesh: 20_002 });
});

const INSTANCE = {
  pid: null,
  state: 'ready',
  version: '',
  restarts: 0,
  startedAt: null,
  nextTryAt: null,
  cpuCores: null,
  memoryBytes: null,
} as const;
