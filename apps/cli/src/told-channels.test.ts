import { expect, test } from 'vitest';
import { loadCatalog } from '@nines/catalog';
import type { CatalogEnvironment } from '@nines/catalog';
import { toldChannels } from './told-channels.ts';

function told(lines: string, variables: Readonly<Record<string, string>> = {}, fromFile: readonly string[] = []) {
  const machine: CatalogEnvironment = {
    commandExists: () => true,
    directoryExists: () => true,
    filesMatching: () => [],
    readText: () => ({ text: '' }),
    productRunbooks: '/nines/runbooks',
    fileExists: () => true,
    variable: (name) => variables[name],
  };
  const text = `metadata: { name: shop }\nsecrets: { T: { env: T_HERE }, F: { file: key } }\nservices: { web: { run: a, secrets: [T, F] } }\n${lines}`;
  const { catalog, diagnostics } = loadCatalog('/shop/nines.yaml', text, machine);
  if (catalog === undefined) throw new Error(JSON.stringify(diagnostics));
  return toldChannels(catalog, { fromFile: new Set(fromFile) });
}

const T = { T_HERE: 'value of T' };

test('each channel with where its secret comes from, never with its value', () => {
  const variables = { ...T, TELEGRAM_TOKEN: '12:ab', TELEGRAM_CHAT_ID: '-1' };
  const lines = 'notify: { slack: { webhookUrl: { secret: T } }, pagerduty: { routingKey: { secret: F } } }';
  expect(told(lines, variables, ['TELEGRAM_TOKEN'])).toBe(
    'incidents are told to slack (T_HERE from the environment), telegram (TELEGRAM_TOKEN from .env), pagerduty (F from /shop/key)',
  );
});

test('other places of a channel, webhooks with two secrets, and mail without any', () => {
  const lines = `notify:
  slack: { channel: "#sre", token: { secret: T } }
  email: { to: [a@b.c], from: d@e.f, smarthost: "mail:25" }
  webhooks: [{ name: tickets, url: { secret: F }, receives: incidents, secret: { secret: T } }]
  routes: [{ to: ["slack:#web", email] }, { severities: [1], to: [webhook:tickets, email] }]`;
  expect(told(lines, T)).toBe(
    'incidents are told to slack:#web (T_HERE from the environment), email, webhook:tickets (F from /shop/key, T_HERE from the environment)',
  );
});

test('that nobody is told is said, with what to do', () => {
  expect(told('', T)).toContain('nobody is told of them: set SLACK_WEBHOOK_URL');
  const silent = 'notify: { slack: { webhookUrl: { secret: T } }, routes: [] }';
  expect(told(silent, T)).toContain('nobody is told of them: no route leads anywhere');
});

test('nothing is said where nobody watches', () => {
  expect(told('monitoring: { enabled: false }', T)).toBeUndefined();
});
