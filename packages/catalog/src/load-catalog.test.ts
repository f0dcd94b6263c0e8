import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { hasErrors } from '@nines/kernel';
import { describe, expect, test } from 'vitest';
import { fakeEnvironment } from './fake-environment.ts';
import { loadCatalog } from './load-catalog.ts';
import type { LoadedCatalog } from './load-catalog.ts';
import type { Catalog, Service } from './model.ts';
import { nodeCatalogEnvironment } from './node-environment.ts';

const load = (text: string, variables: Readonly<Record<string, string>> = {}): LoadedCatalog =>
  loadCatalog('/shop/nines.yaml', text, fakeEnvironment({ variables }));

function catalogOf(text: string, variables: Readonly<Record<string, string>> = {}): Catalog {
  const { catalog, diagnostics } = load(text, variables);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  if (catalog === undefined) throw new Error('no catalog and no error');
  return catalog;
}

function serviceOf(text: string): Service {
  const service = catalogOf(`metadata: { name: shop }\nservices:\n  api:\n    ${text}\n`).services[0];
  if (service === undefined) throw new Error('no service');
  return service;
}

const SHOP = `
apiVersion: nines.dev/v1
kind: Platform
metadata:
  name: shop

ingress: { http: 8000 }

secrets:
  SESSION_KEY: { generate: 32 }
  MAIL_TOKEN: { file: secrets/mail.txt }

defaults:
  replicas: { min: 2, max: 6 }
  resources: { cpu: 500m, memory: 256Mi }
  alerts: { errors: 0.1% }

monitoring:
  ports: { prometheus: 9090 }
  dashboards: https://grafana.example/
  mute: [{ name: nights, from: "22:00", to: "06:00", timezone: Europe/Berlin }]

notify:
  heartbeat: { url: https://beats.example/1 }
  slack: { channel: "#sre", token: { secret: MAIL_TOKEN } }
  webhooks: [{ name: pager, url: { secret: MAIL_TOKEN }, receives: all }]

services:
  web:
    owner: team-web
    tier: 1
    run: { command: node src/main.ts, cwd: services/web }
    port: 8080
    ingress: { host: Shop.localhost, paths: [/, /static/] }
    dependsOn: [orders]
    env: { ORDERS_URL: "\${services.orders.url}", VERSION: 1.10, DEBUG: off, LITERAL: "$\${x}" }
    secrets: [SESSION_KEY, MAIL_TOKEN]
    health: { startup: /livez, liveness: { http: /livez, period: 5s }, readiness: /readyz }
    metrics: /metrics
    scaling: { cpu: 50% }
    alerts: { requestRate: 5 }
    traffic: { timeout: 3s, routes: [{ path: /upload, timeout: 1m }] }

  orders:
    run: node main.js --port \${port}
    port: 8081
    dependsOn: [mailer]
    env: { DATABASE_URL: "\${services.db.url}" }

  reports:                      # any language, its port in its code
    run: { command: /usr/bin/python3 main.py, cwd: ../reports }
    port: 5001
    listens: { fixed: 5000 }
    health: { readiness: { http: /health } }

  mailer:                       # listens nowhere
    run: "node mailer.js | tee log"
    dependsOn: [db]

  db:
    engine: postgres
    version: 18
    storage: 2Gi

network:
  - { from: ingress, to: web }
  - { from: [web, orders], to: [reports] }
`;

describe('a whole platform', () => {
  const catalog = catalogOf(SHOP);
  const named = (name: string): Service => {
    const service = catalog.services.find((each) => each.name === name);
    if (service === undefined) throw new Error(`no ${name}`);
    return service;
  };

  test('keeps services in file order and places paths beside the file', () => {
    expect(catalog.services.map(({ name }) => name)).toEqual(['web', 'orders', 'reports', 'mailer', 'db']);
    expect(catalog).toMatchObject({ name: 'shop', file: '/shop/nines.yaml', directory: '/shop' });
    expect(catalog.ingress).toEqual({ httpPort: 8_000, httpsPort: 8_443 });
    expect(catalog.secrets).toEqual([
      { name: 'SESSION_KEY', source: { kind: 'generated', bytes: 32 } },
      { name: 'MAIL_TOKEN', source: { kind: 'file', path: '/shop/secrets/mail.txt' } },
    ]);
  });

  test('takes the union of what is said about who calls whom, each pair once, and leaves out what cannot be called', () => {
    expect(catalog.edges.map(({ from, to }) => `${from} -> ${to}`)).toEqual([
      'ingress -> web',
      'web -> orders',
      'orders -> db',
      'mailer -> db',
      'web -> reports',
      'orders -> reports',
    ]);
  });

  test('fills a service in', () => {
    expect(named('web')).toEqual({
      name: 'web',
      kind: 'service',
      owner: 'team-web',
      tier: 1,
      run: { command: 'node src/main.ts', shell: false, cwd: '/shop/services/web' },
      protocol: 'http',
      port: 8_080,
      listens: { kind: 'assigned' },
      ingress: { host: 'shop.localhost', paths: ['/', '/static'], tls: false },
      dependsOn: ['orders'],
      env: { ORDERS_URL: '${services.orders.url}', VERSION: '1.10', DEBUG: 'off', LITERAL: '$${x}' },
      secrets: ['SESSION_KEY', 'MAIL_TOKEN'],
      health: {
        startup: { target: { kind: 'http', path: '/livez' }, periodMs: 1_000, timeoutMs: 1_000, failureThreshold: 60 },
        liveness: { target: { kind: 'http', path: '/livez' }, periodMs: 5_000, timeoutMs: 1_000, failureThreshold: 3 },
        readiness: {
          target: { kind: 'http', path: '/readyz' },
          periodMs: 1_000,
          timeoutMs: 1_000,
          failureThreshold: 3,
        },
      },
      metrics: '/metrics',
      replicas: { min: 2, max: 6 },
      resources: { cpuCores: 0.5, memoryBytes: 256 * 2 ** 20, limits: {} },
      restart: { initialMs: 100, capMs: 30_000 },
      stop: { signal: 'SIGTERM', graceMs: 10_000 },
      alerts: {
        requestRatePerSecond: 5,
        errorRatio: 0.001,
        latencyMs: 200,
        cpuRatio: 0.9,
        memoryRatio: 0.9,
        baseline: false,
      },
      traffic: {
        timeoutMs: 3_000,
        perTryTimeoutMs: 3_000,
        retryBudget: 0.2,
        routes: [{ path: '/upload', timeoutMs: 60_000, perTryTimeoutMs: 3_000 }],
      },
      slos: [],
    });
  });

  test('fills in how it is watched, and who is told', () => {
    expect(catalog.monitoring).toEqual({
      enabled: true,
      ports: { prometheus: 9_090 },
      scrapeIntervalMs: 5_000,
      retention: { timeMs: 15 * 86_400_000, sizeBytes: 2 ** 30 },
      runbooks: '/shop/runbooks',
      dashboards: 'https://grafana.example',
      mute: [
        {
          name: 'nights',
          timezone: 'Europe/Berlin',
          days: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'],
          from: '22:00',
          to: '06:00',
          severities: ['warning', 'info'],
        },
      ],
    });
    expect(catalog.notify).toEqual({
      heartbeat: { url: 'https://beats.example/1', periodMs: 60_000 },
      slack: { channel: '#sre', token: { secret: 'MAIL_TOKEN' }, api: 'https://slack.com/api' },
      webhooks: [{ name: 'pager', url: { secret: 'MAIL_TOKEN' }, receives: 'all' }],
      routes: [{ severities: [1, 2, 3, 4], drills: false, to: ['slack'] }],
    });
    expect(catalog.incidents).toEqual({ reopenWithinMs: 600_000, intakes: [], heartbeats: [] });
  });

  test('runs one instance of an engine, with its own port, stop signal and resources', () => {
    expect(named('db')).toMatchObject({
      kind: 'engine',
      tier: 2,
      engine: { name: 'postgres', version: 18, storageBytes: 2 * 2 ** 30 },
      protocol: 'tcp',
      port: 5_432,
      replicas: { min: 1, max: 1 },
      resources: { cpuCores: 0.1, memoryBytes: 128 * 2 ** 20 },
      stop: { signal: 'SIGINT', graceMs: 30_000 },
    });
  });

  test('runs one instance of a program with its port in its code, with the other defaults', () => {
    expect(named('reports')).toMatchObject({
      listens: { kind: 'fixed', port: 5_000 },
      replicas: { min: 1, max: 1 },
      resources: { cpuCores: 0.5 },
      run: { cwd: '/reports' },
    });
  });

  test('asks a port without a readiness probe by connecting, and a service without a port nothing', () => {
    expect(named('orders').health.readiness?.target).toEqual({ kind: 'tcp' });
    expect(named('orders').health.startup?.target).toEqual({ kind: 'tcp' });
    expect(named('orders').health.liveness).toBeUndefined();
    expect(named('mailer').health).toEqual({});
  });

  test('is plain data', () => expect(JSON.parse(JSON.stringify(catalog))).toEqual(catalog));
});

describe('layers of defaults', () => {
  const replicas = (own: string, defaults: string): unknown =>
    catalogOf(`metadata: { name: a }\ndefaults: ${defaults}\nservices: { s: { run: a, ${own} } }`).services[0]
      ?.replicas;

  test.for([
    ['', '{}', { min: 1, max: 1 }],
    ['replicas: 3', '{ replicas: { min: 2, max: 6 } }', { min: 3, max: 3 }],
    ['replicas: { min: 8 }', '{ replicas: { min: 2, max: 6 } }', { min: 8, max: 8 }],
    ['replicas: { max: 1 }', '{ replicas: { min: 2, max: 6 } }', { min: 1, max: 1 }],
    ['replicas: { max: 4 }', '{}', { min: 1, max: 4 }],
    ['', '{ replicas: { max: 4 } }', { min: 1, max: 4 }],
    ['', '{ replicas: 2 }', { min: 2, max: 2 }],
  ] as const)('replicas: %s over %s', ([own, defaults, expected]) => expect(replicas(own, defaults)).toEqual(expected));

  test('a limit that is tighter than a default request lowers the request', () => {
    expect(serviceOf('run: a\n    resources: { limits: { memory: 64Mi } }').resources).toEqual({
      cpuCores: 0.1,
      memoryBytes: 64 * 2 ** 20,
      limits: { memoryBytes: 64 * 2 ** 20 },
    });
  });

  test('a first pause that is longer than the default cap raises the cap', () => {
    expect(serviceOf('run: a\n    restart: { initial: 1m }').restart).toEqual({ initialMs: 60_000, capMs: 60_000 });
  });
});

describe('secrets', () => {
  const text = 'metadata: { name: a }\nservices: { s: { run: a, secrets: [TOKEN] } }';

  test('one that nobody declares comes from the environment variable of its name', () => {
    expect(catalogOf(text, { TOKEN: 'x' }).secrets).toEqual([
      { name: 'TOKEN', source: { kind: 'env', variable: 'TOKEN' } },
    ]);
  });

  test('values never enter the catalog', () => {
    expect(JSON.stringify(load(text, { TOKEN: 'hunter2' }))).not.toContain('hunter2');
  });
});

describe('YAML', () => {
  test('anchors, aliases and merge keys: own keys win, then the earlier map', () => {
    const { services } = catalogOf(`
metadata: { name: a }
services:
  one: &base { run: a, tier: 1, owner: x }
  two: { <<: *base, owner: y }
  three: { <<: [{ tier: 3 }, *base] }
`);
    expect(services.map(({ tier, owner }) => [tier, owner])).toEqual([
      [1, 'x'],
      [1, 'y'],
      [3, 'x'],
    ]);
  });

  test('a fault behind an anchor is told once, where it stands', () => {
    const { diagnostics } = load(
      'metadata: { name: a }\nservices:\n  one: { run: a, env: &e { "A B": x } }\n  two: { run: a, env: *e }\n',
    );
    expect(diagnostics.map(({ line, column }) => [line, column])).toEqual([[3, 28]]);
  });

  test.for(['a', 'b'])('an alias bomb is refused at once (%s)', (variant) => {
    const levels = Array.from({ length: 30 }, (_, index) =>
      variant === 'a'
        ? `x${index + 1}: &x${index + 1} [*x${index}, *x${index}, *x${index}]`
        : `x${index + 1}: &x${index + 1} { a: *x${index}, b: *x${index} }`,
    );
    const { diagnostics } = load(`x0: &x0 [1, 2, 3]\n${levels.join('\n')}\n`);
    expect(diagnostics[0]).toMatchObject({ code: 'CATALOG_SYNTAX' });
  });

  test('an alias inside its own anchor is refused', () => {
    expect(load('a: &a [*a]').diagnostics).toMatchObject([{ code: 'CATALOG_SYNTAX', line: 1, column: 8 }]);
  });

  test.for(['['.repeat(50_000), '{a: '.repeat(50_000), `${'- '.repeat(5_000)}x`])(
    'deep nesting is refused (%#)',
    (text) => {
      expect(hasErrors(load(text).diagnostics)).toBe(true);
    },
  );

  test('keys that mean something to JavaScript mean nothing here', () => {
    const text = 'metadata: { name: a }\nservices:\n  constructor: { run: a, env: { toString: x } }\n';
    expect(catalogOf(text).services[0]).toMatchObject({ name: 'constructor', env: { toString: 'x' } });
    expect(load(`${text}__proto__: { secrets: {} }\n`).diagnostics).toMatchObject([
      { code: 'CATALOG_SYNTAX', line: 4 },
    ]);
  });

  test('line ends of Windows change no position', () => {
    const text = 'metadata: { name: a }\nservices:\n  s:\n    run: a\n    port: x\n';
    expect(load(text.replaceAll('\n', '\r\n')).diagnostics).toEqual(load(text).diagnostics);
  });
});

test('all faults of a file are told at once, in its order', () => {
  const { catalog, diagnostics } = load(`
metadata: { name: Shop }
services:
  api: { run: node a.js, port: 80800, dependsOn: [db, wbe], replicas: { min: 3, max: 2 } }
  web: { run: node b.js, prot: 8080, health: { readiness: /readyz }, stop: { grace: 10 } }
  db: { engine: postgres, version: 9, ingress: { host: x } }
network:
  - { form: web, to: api }
  - { from: web, to: nobody }
`);
  expect(catalog).toBeUndefined();
  expect(diagnostics.map(({ line, column, code }) => `${line}:${column} ${code}`)).toEqual([
    '2:19 CATALOG_BAD_VALUE',
    '4:32 CATALOG_BAD_VALUE',
    '4:55 CATALOG_UNKNOWN_SERVICE',
    '4:78 CATALOG_REPLICAS_MIN_MAX',
    '5:26 CATALOG_UNKNOWN_KEY',
    '5:85 CATALOG_WRONG_TYPE',
    '6:36 CATALOG_ENGINE_VERSION',
    '6:39 CATALOG_KEY_NOT_ALLOWED',
    '8:7 CATALOG_UNKNOWN_KEY',
    '9:22 CATALOG_UNKNOWN_SERVICE',
  ]);
});

test('the reference platform loads', () => {
  const file = join(import.meta.dirname, '../../../nines.yaml');
  const { catalog, diagnostics } = loadCatalog(
    file,
    readFileSync(file, 'utf8'),
    nodeCatalogEnvironment({ PATH: dirname(process.execPath) }),
  );
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(catalog?.services.map(({ name }) => name)).toEqual([
    'portal',
    'api',
    'auth',
    'images',
    'resumes',
    'visitors',
    'postgres',
  ]);
});

test('a thousand services load within a second of CPU time', () => {
  const services = Array.from({ length: 1_000 }, (_, index) => {
    const before =
      index === 0 ? '' : `    dependsOn: [s${index - 1}]\n    env: { URL: "\${services.s${index - 1}.url}" }\n`;
    return `  s${index}:\n    owner: team\n    run: { command: node src/main.ts, cwd: services/s }\n    port: ${10_000 + index}\n    ingress: { host: s${index}.localhost }\n${before}    health: { liveness: /livez, readiness: /readyz }\n    metrics: /metrics\n`;
  });
  const text = `metadata: { name: big }\nservices:\n${services.join('')}`;
  let bestMs = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < 10 && bestMs > 1_000; tries += 1) {
    const start = process.threadCpuUsage(); // by the clock, whatever else the machine does would count
    expect(catalogOf(text).services).toHaveLength(1_000);
    const { user, system } = process.threadCpuUsage(start);
    bestMs = Math.min(bestMs, (user + system) / 1_000);
  }
  expect(bestMs).toBeLessThan(1_000);
});

describe('runbooks', () => {
  const runbooks = (monitoring: string, ...missingDirectories: string[]): string | undefined => {
    const text = `metadata: { name: shop }\nservices: { api: { run: a } }\n${monitoring}`;
    return loadCatalog('/shop/nines.yaml', text, fakeEnvironment({ missingDirectories })).catalog?.monitoring.runbooks;
  };

  test.each([
    ['of the platform, where it has a folder of them', '', [], '/shop/runbooks'],
    ['that come with Nines, where it has none', '', ['/shop/runbooks'], '/nines/runbooks'],
    ['in the folder that is named', 'monitoring: { runbooks: docs }', [], '/shop/docs'],
    ['at the address that is named', 'monitoring: { runbooks: "https://wiki.example/" }', [], 'https://wiki.example'],
  ])('are those %s', (_, monitoring, missing, place) => {
    expect(runbooks(monitoring, ...missing)).toBe(place);
  });
});
