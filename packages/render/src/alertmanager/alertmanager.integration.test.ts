import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WEEKDAYS } from '@nines/catalog';
import { testTool } from '@nines/testkit/tools';
import { alertmanagerArguments } from '../commands/alertmanager-arguments.ts';
import { goEnvironment } from '../commands/go-environment.ts';
import type { Labels } from '../testing/alertmanager-model.ts';
import { referenceCatalog, withMonitoring } from '../testing/reference-catalog.ts';
import { eventually, freePorts, runUntilReady, temporaryDirectory } from '../testing/running-program.ts';
import type { RunningProgram } from '../testing/running-program.ts';
import { receiveWebhooks } from '../testing/webhook-receiver.ts';
import type { ReceivedMessage, WebhookReceiver } from '../testing/webhook-receiver.ts';
import { alertmanagerConfiguration } from './configuration.ts';

let program: string;
let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let receiver: WebhookReceiver;
let alertmanager: RunningProgram;
let port: number;

beforeAll(async () => {
  program = await testTool('alertmanager');
  directory = await temporaryDirectory();
  receiver = await receiveWebhooks();
  [port = 0] = await freePorts(1);
  await configure();
  alertmanager = await start();
}, 120_000);

afterAll(async () => {
  await alertmanager.stop();
  await receiver.close();
  await directory.remove();
});

async function configure(): Promise<void> {
  const always = { name: 'always', timezone: 'UTC', days: WEEKDAYS, from: '00:00', to: '24:00' };
  const catalog = withMonitoring(
    await referenceCatalog(),
    {
      heartbeat: { url: `${receiver.url}/heartbeat`, periodMs: 1_000 },
      webhooks: [
        { name: 'archive', url: `${receiver.url}/archive`, receives: 'all' },
        { name: 'people', url: `${receiver.url}/people`, receives: 'platform' },
      ],
    },
    [{ ...always, severities: ['warning'], owners: ['team-web'] }],
  );
  const configuration = alertmanagerConfiguration(catalog, {
    server: { url: `${receiver.url}/nines`, tokenFile: 'token' },
    secret: (name) => name,
  });
  await mkdir(join(directory.path, 'data'));
  await writeFile(join(directory.path, 'token'), 'the token');
  await writeFile(join(directory.path, 'alertmanager.yml'), JSON.stringify(configuration));
}

function start(): Promise<RunningProgram> {
  const args = alertmanagerArguments({
    port,
    configurationFile: join(directory.path, 'alertmanager.yml'),
    dataDirectory: join(directory.path, 'data'),
  });
  return runUntilReady(program, args, goEnvironment('alertmanager'), `http://127.0.0.1:${port}/-/ready`);
}

/**
 * As detectors post: `endsAt` is 30 s ahead, or now for what is over. `startsAt` is the time of the post: an alert that
 * began longer ago than `group_wait` is told at once, before its cause can silence it.
 */
async function post(alerts: readonly Labels[], lastsMs = 30_000): Promise<void> {
  const now = Date.now();
  const startsAt = new Date(lastsMs > 0 ? now : now - 1).toISOString();
  const endsAt = new Date(now + lastsMs).toISOString();
  const response = await fetch(`http://127.0.0.1:${port}/api/v2/alerts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(alerts.map((labels) => ({ labels, annotations: { summary: 'it fails' }, startsAt, endsAt }))),
  });
  expect(response.status).toBe(200);
}

function down(service: string, more: Labels = {}): Labels {
  const owner = 'team-platform';
  return {
    alertname: 'ServiceDown',
    severity: 'critical',
    service,
    owner,
    scope: 'application',
    origin: 'detector',
    ...more,
  };
}

function toldTo(path: string): (message: ReceivedMessage) => boolean {
  return (message) => message.path === path;
}

function about(service: string, status: string, path = '/nines'): (message: ReceivedMessage) => boolean {
  return ({ path: to, body }) =>
    to === path && body.alerts.some((alert) => alert.labels['service'] === service && alert.status === status);
}

describe('a real Alertmanager', () => {
  test('pages within two seconds, with the token, and says when it is over', async () => {
    const postedAt = performance.now();
    await post([down('resumes', { instance: 'resumes-0' }), down('resumes', { instance: 'resumes-1' })]);
    const message = await receiver.waitFor(about('resumes', 'firing'));
    expect(message.atMs - postedAt).toBeLessThan(2_000);
    expect(message.authorization).toBe('Bearer the token');
    expect(message.body).toMatchObject({ version: '4', truncatedAlerts: 0, groupLabels: { service: 'resumes' } });
    expect(message.body.alerts).toHaveLength(2);
    await post([down('resumes', { instance: 'resumes-0' }), down('resumes', { instance: 'resumes-1' })], 0);
    await receiver.waitFor(about('resumes', 'resolved'));
    await receiver.waitFor(about('resumes', 'resolved', '/archive'));
    expect(receiver.messages.filter(toldTo('/people'))).toEqual([]);
  });

  test('tells of the dependency only, though those that depend on it failed first', async () => {
    for (const service of ['portal', 'api', 'auth']) await post([down(service)]);
    await post([down('postgres')]);
    await receiver.waitFor(about('postgres', 'firing'));
    await post([down('visitors', { alertname: 'Later', scope: '' })]);
    await receiver.waitFor(about('visitors', 'firing')); // whatever was posted before would have been told before
    for (const service of ['portal', 'api', 'auth']) {
      expect(receiver.messages.filter(about(service, 'firing'))).toEqual([]);
    }
    await post(
      ['portal', 'api', 'auth', 'postgres'].map((service) => down(service)),
      0,
    );
  });

  test('tells people directly of what is about Nines itself', async () => {
    await post([down('nines-server', { scope: 'platform', owner: 'nines' })]);
    for (const path of ['/people', '/nines', '/archive']) {
      await receiver.waitFor(about('nines-server', 'firing', path));
    }
  });

  test('repeats the watchdog each period, to its switch only', async () => {
    const watchdog = { alertname: 'Watchdog', severity: 'none', service: 'nines-prometheus', scope: 'platform' };
    await post([watchdog]);
    await eventually(async () => receiver.messages.filter(toldTo('/heartbeat')).length >= 4);
    const beats = receiver.messages.filter(toldTo('/heartbeat')).map(({ atMs }) => atMs);
    const gaps = beats.slice(1).map((atMs, index) => atMs - (beats[index] ?? 0));
    for (const gap of gaps) expect(gap).toBeLessThan(1_900); // a beat left out would make it two periods
    expect(receiver.messages.filter(about('nines-prometheus', 'firing'))).toEqual([]);
  });

  test('keeps tickets of an owner to itself at the times that are muted', async () => {
    const ticket = { alertname: 'Slow', severity: 'warning' };
    await post([down('portal', { ...ticket, owner: 'team-web' })]);
    await post([down('images', { ...ticket, owner: 'team-media' })]);
    await receiver.waitFor(about('images', 'firing'), 25_000);
    expect(receiver.messages.filter(about('portal', 'firing'))).toEqual([]);
  });

  test('killed after a page, it still says when that is over', async () => {
    await post([down('images')]);
    const paged = await receiver.waitFor(
      (message) =>
        about('images', 'firing')(message) &&
        message.body.alerts.some(({ labels }) => labels['severity'] === 'critical'),
    );
    const toldAt = Date.now() - (performance.now() - paged.atMs);
    const memory = join(directory.path, 'data', 'nflog');
    await eventually(async () => (await stat(memory)).mtimeMs > toldAt + 100);
    await alertmanager.stop('SIGKILL');
    alertmanager = await start();
    await post([down('images')], 0);
    await receiver.waitFor(
      ({ body, path, atMs }) =>
        path === '/nines' &&
        atMs > paged.atMs &&
        body.status === 'resolved' &&
        body.groupLabels['service'] === 'images',
    );
  });
});
