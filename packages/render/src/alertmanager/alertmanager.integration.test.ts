import { stat } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WEEKDAYS } from '@nines/catalog';
import type { Notify } from '@nines/catalog';
import type { Labels } from '../testing/alertmanager-model.ts';
import { RealAlertmanager, TOKEN, TOKEN_FILE } from '../testing/real-alertmanager.ts';
import { referenceCatalog, withMonitoring } from '../testing/reference-catalog.ts';
import { eventually } from '@nines/testkit/running-program';
import { receiveWebhooks } from '../testing/webhook-receiver.ts';
import type { ReceivedMessage, WebhookReceiver } from '../testing/webhook-receiver.ts';
import { alertmanagerConfiguration } from './configuration.ts';

let receiver: WebhookReceiver;
let alertmanager: RealAlertmanager;

beforeAll(async () => {
  receiver = await receiveWebhooks();
  const always = { name: 'always', timezone: 'UTC', days: WEEKDAYS, from: '00:00', to: '24:00' };
  const notify: Notify = {
    heartbeat: { url: `${receiver.url}/heartbeat`, periodMs: 1_000 },
    slack: { channel: '#sre', token: { secret: 'slack-token' }, api: `${receiver.url}/slack/` },
    telegram: { chat: -1001, token: { secret: 'telegram-token' }, api: `${receiver.url}/telegram` },
    pagerduty: { routingKey: { secret: 'pagerduty-key' }, api: `${receiver.url}/pagerduty/` },
    webhooks: [
      { name: 'tickets', url: `${receiver.url}/tickets`, receives: 'incidents' },
      { name: 'archive', url: `${receiver.url}/archive`, receives: 'all' },
      { name: 'people', url: `${receiver.url}/people`, receives: 'platform' },
    ],
    routes: [],
  };
  const catalog = withMonitoring(await referenceCatalog(), notify, [
    { ...always, severities: ['warning'], owners: ['team-web'] },
  ]);
  const server = { url: `${receiver.url}/nines`, tokenFile: TOKEN_FILE };
  alertmanager = await RealAlertmanager.start(alertmanagerConfiguration(catalog, { server, secret: (name) => name }));
}, 120_000);

afterAll(async () => {
  await alertmanager.remove();
  await receiver.close();
});

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
    await alertmanager.post([down('resumes', { instance: 'resumes-0' }), down('resumes', { instance: 'resumes-1' })]);
    const message = await receiver.waitFor(about('resumes', 'firing'));
    expect(message.atMs - postedAt).toBeLessThan(2_000);
    expect(message.authorization).toBe(`Bearer ${TOKEN}`);
    expect(message.body).toMatchObject({ version: '4', truncatedAlerts: 0, groupLabels: { service: 'resumes' } });
    expect(message.body.alerts).toHaveLength(2);
    await alertmanager.post(
      [down('resumes', { instance: 'resumes-0' }), down('resumes', { instance: 'resumes-1' })],
      0,
    );
    await receiver.waitFor(about('resumes', 'resolved'));
    await receiver.waitFor(about('resumes', 'resolved', '/archive'));
    expect(receiver.messages.filter(toldTo('/people'))).toEqual([]);
  });

  test('tells of the dependency only, though those that depend on it failed first', async () => {
    for (const service of ['portal', 'api', 'auth']) await alertmanager.post([down(service)]);
    await alertmanager.post([down('postgres')]);
    await receiver.waitFor(about('postgres', 'firing'));
    await alertmanager.post([down('visitors', { alertname: 'Later', scope: '' })]);
    await receiver.waitFor(about('visitors', 'firing')); // whatever was posted before would have been told before
    for (const service of ['portal', 'api', 'auth']) {
      expect(receiver.messages.filter(about(service, 'firing'))).toEqual([]);
    }
    await alertmanager.post(
      ['portal', 'api', 'auth', 'postgres'].map((service) => down(service)),
      0,
    );
  });

  test('tells people directly of what is about Nines itself', async () => {
    await alertmanager.post([down('nines-server', { scope: 'platform', owner: 'nines' })]);
    for (const path of ['/people', '/nines', '/archive']) {
      await receiver.waitFor(about('nines-server', 'firing', path));
    }
  });

  test('tells people in words, in full and as plain text', async () => {
    const said = 'critical ServiceDown: it fails <&> badly';
    const slack = await receiver.waitFor(toldTo('/slack/chat.postMessage'));
    expect(slack.authorization).toBe('Bearer slack-token');
    expect(slack.body).toMatchObject({ channel: '#sre', attachments: [{ title: '[FIRING: 1] nines-server' }] });
    expect(JSON.stringify(slack.body)).toContain(said);
    const telegram = await receiver.waitFor(toldTo('/telegram/bottelegram-token/sendMessage'));
    expect(telegram.body).toMatchObject({ chat_id: '-1001', text: `[FIRING: 1] nines-server\nfiring ${said}\n` });
    const pagerduty = await receiver.waitFor(toldTo('/pagerduty/v2/enqueue'));
    expect(pagerduty.body).toMatchObject({
      routing_key: 'pagerduty-key',
      event_action: 'trigger',
      payload: {
        summary: '[FIRING: 1] nines-server',
        severity: 'critical',
        custom_details: { alerts: `firing ${said}\n` },
      },
    });
  });

  test('tells Slack by a webhook URL, in whatever channel that is for', async () => {
    const slack = { webhookUrl: { secret: `${receiver.url}/services/T/B/x` }, api: 'https://slack.com/api' };
    const catalog = withMonitoring(await referenceCatalog(), { slack, webhooks: [], routes: [] }, []);
    const server = { url: `${receiver.url}/nines`, tokenFile: TOKEN_FILE };
    const other = await RealAlertmanager.start(alertmanagerConfiguration(catalog, { server, secret: (name) => name }));
    try {
      await other.post([down('nines-node-exporter', { scope: 'platform', owner: 'nines' })]);
      const { body, authorization } = await receiver.waitFor(toldTo('/services/T/B/x'));
      expect(body).toMatchObject({ attachments: [{ title: '[FIRING: 1] nines-node-exporter' }] });
      expect(body).not.toHaveProperty('channel');
      expect(authorization).toBeUndefined();
    } finally {
      await other.remove();
    }
  });

  test('whoever Nines tells of incidents itself hears nothing', () => {
    expect(receiver.messages.filter(toldTo('/tickets'))).toEqual([]);
  });

  test('repeats the watchdog each period, to its switch only', async () => {
    const watchdog = { alertname: 'Watchdog', severity: 'none', service: 'nines-prometheus', scope: 'platform' };
    await alertmanager.post([watchdog]);
    await eventually(async () => receiver.messages.filter(toldTo('/heartbeat')).length >= 4);
    const beats = receiver.messages.filter(toldTo('/heartbeat')).map(({ atMs }) => atMs);
    const gaps = beats.slice(1).map((atMs, index) => atMs - (beats[index] ?? 0));
    for (const gap of gaps) expect(gap).toBeLessThan(1_900); // a beat left out would make it two periods
    expect(receiver.messages.filter(about('nines-prometheus', 'firing'))).toEqual([]);
  });

  test('keeps tickets of an owner to itself at the times that are muted', async () => {
    const ticket = { alertname: 'Slow', severity: 'warning' };
    await alertmanager.post([down('portal', { ...ticket, owner: 'team-web' })]);
    await alertmanager.post([down('images', { ...ticket, owner: 'team-media' })]);
    await receiver.waitFor(about('images', 'firing'), 25_000);
    expect(receiver.messages.filter(about('portal', 'firing'))).toEqual([]);
  });

  test('killed after a page, it still says when that is over', async () => {
    await alertmanager.post([down('images')]);
    const paged = await receiver.waitFor(
      (message) =>
        about('images', 'firing')(message) &&
        message.body.alerts.some(({ labels }) => labels['severity'] === 'critical'),
    );
    const toldAt = Date.now() - (performance.now() - paged.atMs);
    await eventually(async () => (await stat(alertmanager.memoryFile)).mtimeMs > toldAt + 100);
    await alertmanager.restartAfterKill();
    await alertmanager.post([down('images')], 0);
    await receiver.waitFor(
      ({ body, path, atMs }) =>
        path === '/nines' &&
        atMs > paged.atMs &&
        body.status === 'resolved' &&
        body.groupLabels['service'] === 'images',
    );
  });
});
