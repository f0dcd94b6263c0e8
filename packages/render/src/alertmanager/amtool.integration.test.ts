import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Catalog } from '@nines/catalog';
import { testTool } from '@nines/testkit/tools';
import { routed } from '../testing/alertmanager-model.ts';
import type { Labels } from '../testing/alertmanager-model.ts';
import { randomCatalog } from '../testing/random-catalog.ts';
import {
  EVERY_RECEIVER,
  NIGHTS_OF_WEB,
  referenceCatalog,
  SATURDAYS,
  testSecret,
  withMonitoring,
} from '../testing/reference-catalog.ts';
import { temporaryDirectory } from '@nines/testkit/running-program';
import { alertmanagerConfiguration } from './configuration.ts';
import type { AlertmanagerConfiguration } from './document.ts';

let amtool: string;
let reference: Catalog;
let directory: Awaited<ReturnType<typeof temporaryDirectory>>;

beforeAll(async () => {
  amtool = await testTool('amtool');
  reference = withMonitoring(await referenceCatalog(), EVERY_RECEIVER, [NIGHTS_OF_WEB, SATURDAYS]);
  directory = await temporaryDirectory();
}, 120_000);

afterAll(() => directory.remove());

function configure(catalog: Catalog): AlertmanagerConfiguration {
  const server = { url: 'http://127.0.0.1:9/api/v1/alertmanager', tokenFile: '../webhook-token' };
  return alertmanagerConfiguration(catalog, { server, secret: testSecret });
}

async function written(catalog: Catalog): Promise<string> {
  const file = join(directory.path, 'alertmanager.yml');
  await writeFile(file, JSON.stringify(configure(catalog)));
  return file;
}

async function amtoolSays(...args: readonly string[]): Promise<string> {
  return (await promisify(execFile)(amtool, args)).stdout;
}

async function receiversOf(file: string, labels: Labels): Promise<readonly string[]> {
  const words = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return (await amtoolSays('config', 'routes', 'test', `--config.file=${file}`, ...words)).trim().split(',');
}

const SEVERITIES = ['critical', 'warning', 'info', 'none'];
const SCOPES = ['application', 'platform'];
const OWNERS = ['team-web', 'team-platform', 'none'];

describe('the configuration of the reference platform', () => {
  test('is one that Alertmanager takes', async () => {
    expect(await amtoolSays('check-config', await written(reference))).toContain('5 receivers');
  });

  const table = SEVERITIES.flatMap((severity) =>
    SCOPES.flatMap((scope) =>
      OWNERS.map((owner) => ({ alertname: 'ServiceDown', service: 'api', severity, scope, owner })),
    ),
  );

  test('every alert reaches who should hear it', async () => {
    const file = await written(reference);
    for (const labels of table) {
      const people = labels.scope === 'platform' ? ['platform'] : [];
      expect(await receiversOf(file, labels)).toEqual(['webhook/archive', ...people, 'nines']);
    }
  });

  test('people hear of drills from Nines alone', async () => {
    const file = await written(reference);
    for (const labels of table.filter(({ owner }) => owner === 'none')) {
      expect(await receiversOf(file, { ...labels, drill: 'gameday' })).toEqual(['webhook/archive', 'nines']);
    }
  });

  test('the watchdog reaches its switch only', async () => {
    const watchdog = { alertname: 'Watchdog', severity: 'none', service: 'nines-prometheus', scope: 'platform' };
    expect(await receiversOf(await written(reference), watchdog)).toEqual(['heartbeat']);
  });

  test('whoever Nines tells of incidents itself is not in it', () => {
    expect(JSON.stringify(configure(reference))).not.toContain('TICKETS');
  });

  test('is taken with a webhook URL of Slack alone as well', async () => {
    const { slack: _token, ...others } = EVERY_RECEIVER;
    const slack = { webhookUrl: { secret: 'SLACK_URL' }, api: 'https://slack.com/api' };
    const file = await written({ ...reference, notify: { ...others, slack } });
    expect(await amtoolSays('check-config', file)).toContain('SUCCESS');
  });

  test('secrets are where they are needed, and nowhere else', () => {
    const text = JSON.stringify(configure(reference));
    for (const name of ['SLACK_TOKEN', 'TELEGRAM_TOKEN', 'MAIL_PASSWORD', 'PAGERDUTY_KEY']) {
      expect(text.split(`value of ${name}`), name).toHaveLength(2);
    }
    expect(JSON.stringify(configure(reference).route)).not.toMatch(/value of|example\.test/);
  });
});

test('random platforms: Alertmanager takes their configuration, and routes as the model of the other tests does', async () => {
  const labels = fc.record({
    alertname: fc.constantFrom('Watchdog', 'ServiceDown'),
    severity: fc.constantFrom(...SEVERITIES),
    scope: fc.constantFrom(...SCOPES),
    owner: fc.constantFrom('team-a', 'team-b', 'a'),
  });
  await fc.assert(
    fc.asyncProperty(randomCatalog(reference), labels, async (catalog, alert) => {
      const file = await written(catalog);
      await amtoolSays('check-config', file);
      expect(await receiversOf(file, alert)).toEqual(routed(configure(catalog).route, alert));
    }),
    { numRuns: 25 },
  );
});
