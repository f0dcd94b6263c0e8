import { expect, it } from 'vitest';
import { loadCatalog } from '@nines/catalog';
import type { Catalog } from '@nines/catalog';
import { planCatalog, revisionOf } from './planner.ts';
import type { Plan, PlannerOptions } from './planner.ts';

const EVERYTHING_EXISTS = {
  commandExists: () => true,
  directoryExists: () => true,
  filesMatching: () => [],
  readText: () => ({ text: '' }),
  productRunbooks: '/nines/runbooks',
  fileExists: () => true,
  variable: () => undefined,
};

function catalogOf(services: string): Catalog {
  const text = `apiVersion: nines.dev/v1\nkind: Platform\nmetadata: { name: shop }\nsecrets: { KEY: { generate: 32 } }\nservices:\n${services}`;
  const { catalog, diagnostics } = loadCatalog('/srv/shop/nines.yaml', text, EVERYTHING_EXISTS);
  if (catalog === undefined) throw new Error(JSON.stringify(diagnostics));
  return catalog;
}

const OPTIONS: PlannerOptions = {
  stateDirectory: '/srv/shop/.nines',
  baseEnvironment: { PATH: '/bin', LANG: 'C.UTF-8' },
  revision: (content) => revisionOf(content, 'key'),
  edgePort: ({ from, to }) => Promise.resolve(21_000 + from.length * 100 + to.length),
  secret: () => 'sesame',
  engine: () => ({
    argv: () => ['postgres'],
    cwd: '/',
    env: {},
    probe: (host: string, port: number) => ({
      kind: 'postgres' as const,
      host,
      port,
      user: 'postgres',
      database: 'shop',
    }),
    url: (host: string, port: number) => `postgres://postgres:hidden@${host}:${port}/shop`,
  }),
};

const SHOP = `
  web:
    run: { command: 'serve --port \${port} "--title=a b"', cwd: . }
    port: 8080
    dependsOn: [api, db]
    env: { API: '\${services.api.url}', DB: '\${services.db.url}', WHERE: '\${state}/\${slot}', KEPT: '$\${port}' }
    secrets: [KEY]
  api:
    run: { command: 'api | tee log', cwd: ., shell: true }
    port: 8081
  db: { engine: postgres, version: 18, port: 5433 }
`;

function workload(plan: Plan, name: string): Plan['workloads'][number] {
  const found = plan.workloads.find(({ spec }) => spec.name === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
}

it('fills in references for each instance', async () => {
  const plan = await planCatalog(catalogOf(SHOP), OPTIONS);
  const { argv, env } = workload(plan, 'web').launch.program({ slot: 'web-1', port: 20_001 });
  expect(argv).toEqual(['serve', '--port', '20001', '--title=a b']);
  expect(env).toMatchObject({
    API: 'http://127.0.0.1:21303',
    DB: 'postgres://postgres:hidden@127.0.0.1:21302/shop',
    WHERE: '/srv/shop/.nines/web-1',
    KEPT: '${port}',
    KEY: 'sesame',
    PORT: '20001',
    PATH: '/srv/shop/node_modules/.bin:/bin',
  });
});

it('gives a command to a shell only where that is asked for', async () => {
  const plan = await planCatalog(catalogOf(SHOP), OPTIONS);
  expect(workload(plan, 'api').launch.program({ slot: 'api-0', port: 1 }).argv).toEqual([
    '/bin/sh',
    '-c',
    'api | tee log',
  ]);
});

it('shows addresses without credentials', async () => {
  const plan = await planCatalog(catalogOf(SHOP), OPTIONS);
  expect(plan.workloads.map(({ url }) => url)).toEqual([
    'http://127.0.0.1:8080',
    'http://127.0.0.1:8081',
    'postgres://127.0.0.1:5433',
  ]);
});

it('gives another revision to what changed, and to nothing else', async () => {
  const before = await planCatalog(catalogOf(SHOP), OPTIONS);
  const after = await planCatalog(catalogOf(SHOP.replace('api | tee log', 'api')), OPTIONS);
  const changed = after.workloads.filter(({ spec }) => workload(before, spec.name).spec.revision !== spec.revision);
  expect(changed.map(({ spec }) => spec.name)).toEqual(['api']);
});

it('takes another secret for another revision', async () => {
  const before = await planCatalog(catalogOf(SHOP), OPTIONS);
  const after = await planCatalog(catalogOf(SHOP), { ...OPTIONS, secret: () => 'other' });
  expect(workload(after, 'web').spec.revision).not.toBe(workload(before, 'web').spec.revision);
  expect(workload(after, 'api').spec.revision).toBe(workload(before, 'api').spec.revision);
});
