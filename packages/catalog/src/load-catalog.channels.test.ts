import { expect, test } from 'vitest';
import { fakeEnvironment } from './fake-environment.ts';
import { completeCatalog } from './complete-catalog.ts';
import { loadCatalog } from './load-catalog.ts';
import type { Catalog } from './model.ts';

const REAL = { severities: [1, 2, 3, 4], drills: false };

function load(lines: string, variables: Readonly<Record<string, string>> = {}): Catalog {
  const text = `metadata: { name: shop }\nsecrets: { T: { generate: 32 } }\nservices: { web: { run: a, owner: team-web } }\n${lines}`;
  const { catalog, diagnostics } = loadCatalog('/shop/nines.yaml', text, fakeEnvironment({ variables }));
  if (catalog === undefined) throw new Error(JSON.stringify(diagnostics));
  return catalog;
}

const SLACK = { SLACK_WEBHOOK_URL: 'https://hooks.slack.com/services/T/B/x' };
const TELEGRAM = { TELEGRAM_TOKEN: '12:ab', TELEGRAM_CHAT_ID: '-1001234567890' };

test('nobody is told where nothing says of anybody', () => {
  expect(load('').notify).toEqual({ webhooks: [], routes: [] });
});

test('variables that many programs know make channels, told of all real incidents', () => {
  const { notify, secrets } = load('', { ...SLACK, ...TELEGRAM });
  expect(notify).toEqual({
    slack: { webhookUrl: { secret: 'SLACK_WEBHOOK_URL' }, api: 'https://slack.com/api' },
    telegram: { chat: -1_001_234_567_890, token: { secret: 'TELEGRAM_TOKEN' }, api: 'https://api.telegram.org' },
    webhooks: [],
    routes: [{ ...REAL, to: ['slack', 'telegram'] }],
  });
  expect(secrets.slice(1)).toEqual(
    ['SLACK_WEBHOOK_URL', 'TELEGRAM_TOKEN'].map((variable) => ({ name: variable, source: { kind: 'env', variable } })),
  );
});

test('written sections win over variables', () => {
  const written =
    'notify: { slack: { channel: "#sre", token: { secret: T } }, telegram: { chat: 5, token: { secret: T } } }';
  expect(load(written, { ...SLACK, ...TELEGRAM })).toEqual(load(written));
});

test('a declared secret of the name of a variable is where the value comes from', () => {
  const text = 'notify: { telegram: { chat: 5, token: { secret: TELEGRAM_TOKEN } } }';
  expect(load(text, TELEGRAM).notify.telegram).toMatchObject({ chat: 5, token: { secret: 'TELEGRAM_TOKEN' } });
});

test('a place that is that of the section is no other channel', () => {
  const { notify } = load(`notify:
  slack: { channel: "#sre", token: { secret: T } }
  telegram: { chat: 5, token: { secret: T } }
  email: { to: [a@b.c], from: d@e.f, smarthost: "mail:25" }
  routes: [{ to: [slack, "slack:#sre", "slack:#web", telegram:5, "telegram:005", "telegram:-6", email:a@b.c, email:x@b.c] }]`);
  expect(notify.routes).toEqual([
    { ...REAL, to: ['slack', 'slack:#web', 'telegram', 'telegram:-6', 'email', 'email:x@b.c'] },
  ]);
});

test('no routes at all is said by an empty list', () => {
  expect(load('notify: { routes: [] }', SLACK).notify.routes).toEqual([]);
});

test('by default webhooks for incidents are told, others are Alertmanager’s', () => {
  const hook = (name: string, receives: string): string => `{ name: ${name}, url: "http://a", receives: ${receives} }`;
  const { notify } = load(
    `notify: { webhooks: [${hook('a', 'all')}, ${hook('b', 'incidents')}, ${hook('c', 'platform')}] }`,
  );
  expect(notify.routes).toEqual([{ ...REAL, to: ['webhook:b'] }]);
});

test('intakes and heartbeats have their defaults', () => {
  const { incidents } = load(`incidents:
  reopenWithin: 5m
  intakes: [{ name: ci, token: { secret: T }, alerts: data.alerts, map: { alertname: build.name, status: state } }]
  heartbeats: [{ name: nightly, token: { secret: T }, every: 7d, service: web }]`);
  expect(incidents).toEqual({
    reopenWithinMs: 300_000,
    intakes: [
      {
        name: 'ci',
        token: { secret: 'T' },
        alerts: 'data.alerts',
        map: { alertname: 'build.name', status: 'state' },
        resolved: ['resolved', 'ok'],
        defaults: { severity: 'warning' },
      },
    ],
    heartbeats: [
      {
        name: 'nightly',
        token: { secret: 'T' },
        everyMs: 604_800_000,
        graceMs: 60_000,
        service: 'web',
        severity: 'warning',
      },
    ],
  });
});

test('severities that a person may still give are no fault, what is shared with a better service is reached', () => {
  const { diagnostics } = loadCatalog(
    '/shop/nines.yaml',
    `metadata: { name: shop }
secrets: { T: { generate: 32 } }
services:
  web: { run: a, tier: 1, owner: team-web, dependsOn: [db] }
  batch: { run: b, tier: 3, owner: team-batch, dependsOn: [db] }
  db: { engine: postgres, tier: 2 }
notify:
  pagerduty: { routingKey: { secret: T } }
  routes: [{ severities: [1], owners: [team-batch], to: [pagerduty] }]`,
    fakeEnvironment(),
  );
  expect(diagnostics).toEqual([]);
});

test('what an earlier version read is completed as this one would read it', () => {
  const catalog = load('notify: { telegram: { chat: 5, token: { secret: T } } }');
  const { incidents: _incidents, ...rest } = catalog;
  const { routes: _routes, ...notify } = catalog.notify;
  expect(completeCatalog(JSON.parse(JSON.stringify({ ...rest, notify })) as Catalog)).toEqual(catalog);
  expect(completeCatalog(catalog)).toEqual(catalog);
});
