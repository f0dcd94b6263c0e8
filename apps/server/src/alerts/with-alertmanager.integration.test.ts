/** Alerts, silences and acknowledgements, with a real Alertmanager in between. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { alertNotificationSchema } from '@nines/api';
import { labelsFingerprint, policyOf, silencesOver } from '@nines/incidents';
import { MONITORING_FILES } from '@nines/render/commands';
import { monitoringDirectory } from '@nines/runtime-process/client';
import { systemClock } from '@nines/system-clock';
import { InMemoryEventLog } from '@nines/testkit/event-log';
import { InMemoryIncidentStore } from '@nines/testkit/incident-store';
import { freePorts } from '@nines/testkit/ports';
import { testTool } from '@nines/testkit/tools';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Acknowledgements } from '../incidents/acknowledgements.ts';
import { Desk } from '../incidents/desk.ts';
import { HeldBack } from '../intakes/held-back.ts';
import { Intakes } from '../intakes/intakes.ts';
import { pause } from '../patience.ts';
import { startAlertmanager, until } from '../testing/running-server.ts';
import type { RunningProcess } from '../testing/running-server.ts';
import { testCatalog } from '../testing/test-catalog.ts';
import { Alertmanager } from './alertmanager.ts';
import { AskedVerdicts } from './asked-verdicts.ts';
import { NotifiedAlerts } from './notified-alerts.ts';
import { Reconciler } from './reconciler.ts';
import type { ReconcilerOptions } from './reconciler.ts';
import { Silences } from './silences.ts';

const stop = new AbortController();
const { signal } = stop;
const log = () => undefined;

let running: RunningProcess;
let webhook: Server;
let directory: string;
let alertmanager: Alertmanager;
let silences: Silences;
let notified: NotifiedAlerts;
let desk: Desk;
let store: InMemoryIncidentStore;
let reconciler: Reconciler;
let acknowledgements: Acknowledgements;
/** So long ago was Alertmanager started, for those who ask. */
let aheadMs = 0;
/** Names of alerts that messages of Alertmanager told to fire. */
const toldToFire: (string | undefined)[] = [];

beforeAll(async () => {
  const [port = 0] = await freePorts(1);
  webhook = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const message = alertNotificationSchema.parse(JSON.parse(Buffer.concat(chunks).toString()));
      const firing = message.alerts.filter(({ status }) => status === 'firing');
      toldToFire.push(...firing.map((alert) => alert.labels['alertname']));
      notified.take(message).then(
        () => response.writeHead(204).end(),
        () => response.writeHead(503).end(),
      );
    });
  });
  webhook.listen(0, '127.0.0.1');
  await once(webhook, 'listening');
  directory = mkdtempSync(join(tmpdir(), 'nines-alertmanager-'));
  const file = join(monitoringDirectory(directory), MONITORING_FILES.alertmanagerConfiguration);
  mkdirSync(dirname(file), { recursive: true });
  const url = `http://127.0.0.1:${(webhook.address() as AddressInfo).port}/`;
  const configuration = {
    route: {
      receiver: 'nines',
      group_by: ['service'],
      group_wait: '100ms',
      group_interval: '200ms',
      repeat_interval: '1h',
    },
    receivers: [{ name: 'nines', webhook_configs: [{ url, send_resolved: true, max_alerts: 2 }] }],
  };
  writeFileSync(file, JSON.stringify(configuration));
  alertmanager = new Alertmanager(() => port);
  silences = new Silences({ port: () => port, clock: systemClock });
  running = await startAlertmanager(await testTool('alertmanager'), port, directory);
}, 60_000);

beforeEach(() => {
  const events = new InMemoryEventLog({ now: () => systemClock.now() });
  store = new InMemoryIncidentStore({ clock: systemClock, events });
  const policy = policyOf(testCatalog());
  desk = new Desk({
    store: () => store,
    policy: () => policy,
    leftOpen: async () => [],
    clock: systemClock,
    log,
    onDecided: () => acknowledgements.changed(),
  });
  const verdicts = new AskedVerdicts({ isDetected: () => undefined, rules: async () => undefined, intakes: () => [] });
  const asked = {
    alerts: async (until: AbortSignal) => alertmanager.alerts(until),
    startedMs: async (until: AbortSignal) => (await alertmanager.startedMs(until)) - aheadMs,
  };
  reconciler = new Reconciler({ ...partsOf(), verdicts, alertmanager: asked, clock: systemClock });
  notified = new NotifiedAlerts({
    desk,
    verdicts,
    onTruncated: (labels) => reconciler.truncated(labels),
    onTaken: () => undefined,
  });
  acknowledgements = new Acknowledgements({ desk, alertmanager, silences, clock: systemClock, log });
  void desk.run(signal);
  aheadMs = 0;
});

afterAll(async () => {
  stop.abort();
  await running.end('SIGTERM');
  webhook.close().closeAllConnections();
  rmSync(directory, { recursive: true, force: true });
});

let posted = 0;

/** @returns labels of an alert that somebody posts, unlike any other */
function labelsOf(service: string): Record<string, string> {
  posted += 1;
  return { alertname: `Posted${posted}`, service, severity: 'critical', tier: '1' };
}

async function post(labels: Record<string, string>, endsInMs = 600_000): Promise<void> {
  const nowMs = Date.now();
  const startsAt = new Date(Math.min(nowMs, nowMs + endsInMs) - 1_000).toISOString();
  await alertmanager.post(
    [{ labels, annotations: {}, startsAt, endsAt: new Date(nowMs + endsInMs).toISOString() }],
    signal,
  );
}

const only = () => desk.incidents()[0];

const partsOf = () =>
  ({
    desk,
    receiver: 'nines',
    mute: () => [],
    log,
    recorded: (alerts) => store.recordedAlerts(alerts),
  }) satisfies Partial<ReconcilerOptions>;

describe('with a real Alertmanager', () => {
  it('an acknowledgement is seen there, silences nothing, and ends with the incident', async () => {
    const labels = labelsOf('db');
    await post(labels);
    await until(() => only()?.status === 'triggered');
    const at = new Date().toISOString();
    await desk.command({ incident: 1, action: { kind: 'acknowledge' }, by: 'ada', key: 'k', at });
    await acknowledgements.look(signal);
    expect(await silences.list(signal)).toMatchObject([{ by: 'ada', comment: 'acknowledged in Nines: incident 1' }]);
    await acknowledgements.look(signal);
    expect(await silences.list(signal)).toHaveLength(1);
    const held = await alertmanager.alerts(signal);
    expect(held.find((alert) => alert.labels['alertname'] === labels['alertname'])?.silencedBy).toEqual([]);
    await post(labels, -1);
    await until(() => only()?.status === 'resolved');
    await acknowledgements.look(signal);
    expect(await silences.list(signal)).toEqual([]);
  });

  it('who silences it with ACK deals with it, under their name', async () => {
    const labels = labelsOf('db');
    await post(labels);
    await until(() => only()?.status === 'triggered');
    const matchers = [{ name: 'alertname', value: labels['alertname'] ?? '', isRegex: false, isEqual: true }];
    const id = await silences.create({ matchers, comment: 'ACK on it', by: 'grace', durationSeconds: 600 }, signal);
    await until(async () => {
      await acknowledgements.look(signal);
      return only()?.status === 'acknowledged';
    });
    expect(only()).toMatchObject({ acknowledgedBy: 'grace' });
    await silences.expire(id, signal);
    await post(labels, -1);
    await until(() => only()?.status === 'resolved');
  });

  it('an alert has the fingerprint that its labels have here', async () => {
    const labels = { ...labelsOf('db'), summary: 'Größe: 5 µs "≤" 7\n', drill: '' };
    await post(labels);
    const held = (await alertmanager.alerts(signal)).map(({ fingerprint }) => fingerprint);
    expect(held).toContain(labelsFingerprint(labels));
    await until(() => only()?.status === 'triggered');
    await post(labels, -1);
    await until(() => only()?.status === 'resolved');
  });

  it('a silence may begin later, and lasts from then on', async () => {
    const matchers = [{ name: 'service', value: 'later', isRegex: false, isEqual: true }];
    const startMs = systemClock.now() + 3_600_000;
    const startsAt = new Date(startMs).toISOString();
    const request = { matchers, comment: 'moving it', by: 'ada', durationSeconds: 1_800.25, startsAt };
    const id = await silences.create(request, signal);
    const endsAt = new Date(startMs + 1_800_250).toISOString();
    expect(await silences.list(signal)).toMatchObject([{ id, state: 'pending', startsAt, endsAt }]);
    await silences.expire(id, signal);
  });

  it('a silence that began a moment ago lasts until it was to end', async () => {
    const matchers = [{ name: 'service', value: 'earlier', isRegex: false, isEqual: true }];
    const startMs = systemClock.now() - 1_000;
    const startsAt = new Date(startMs).toISOString();
    const id = await silences.create({ matchers, comment: 'moved', by: 'ada', durationSeconds: 60, startsAt }, signal);
    const endsAt = new Date(startMs + 60_000).toISOString();
    expect(await silences.list(signal)).toMatchObject([{ id, state: 'active', endsAt }]);
    await silences.expire(id, signal);
  });

  it('what is silenced and then over is closed, of which Alertmanager tells nobody', async () => {
    const labels = labelsOf('db');
    await post(labels);
    await until(() => only()?.status === 'triggered');
    const matchers = [{ name: 'alertname', value: labels['alertname'] ?? '', isRegex: false, isEqual: true }];
    await silences.create({ matchers, comment: 'moving it', by: 'ada', durationSeconds: 600 }, signal);
    await post(labels, -1);
    await until(async () => (await alertmanager.alerts(signal)).length === 0);
    aheadMs = 3_600_000;
    const clock = { ...systemClock, monotonicMs: () => performance.now() + aheadMs };
    const asked = { alerts: () => alertmanager.alerts(signal), startedMs: async () => Date.now() - aheadMs };
    const verdicts = new AskedVerdicts({
      isDetected: () => undefined,
      rules: async () => undefined,
      intakes: () => [],
    });
    const subject = new Reconciler({ ...partsOf(), verdicts, alertmanager: asked, clock });
    await subject.reconcile(signal);
    expect(only()?.status).toBe('triggered');
    aheadMs += 60_000;
    await subject.reconcile(signal);
    expect(only()).toMatchObject({ status: 'resolved', resolvedBy: 'nines' });
  });

  it('what was let go of and posted again with the same beginning fires again, and is over when it is there', async () => {
    const labels = labelsOf('db');
    const startsAt = new Date(Date.now() - 1_000).toISOString();
    const postUntil = (endsAt: string) => alertmanager.post([{ labels, annotations: {}, startsAt, endsAt }], signal);
    const later = new Date(Date.now() + 600_000).toISOString();
    await postUntil(later);
    await until(() => only()?.status === 'triggered');
    await postUntil(new Date().toISOString());
    await until(() => only()?.status === 'resolved');
    await postUntil(later);
    let passedMs = 0;
    const clock = { ...systemClock, monotonicMs: () => performance.now() + passedMs };
    const verdicts = new AskedVerdicts({
      isDetected: () => undefined,
      rules: async () => undefined,
      intakes: () => [],
    });
    const subject = new Reconciler({ ...partsOf(), verdicts, alertmanager, clock });
    await until(() => toldToFire.filter((name) => name === labels['alertname']).length === 2);
    await subject.reconcile(signal);
    expect(only()?.status).toBe('resolved');
    passedMs = 60_000;
    await subject.reconcile(signal);
    expect(only()).toMatchObject({ status: 'triggered', firingCount: 1, reopenings: 1 });
    await postUntil(new Date().toISOString());
    await until(() => only()?.status === 'resolved');
    expect(desk.firingNow()).toEqual([]);
  });

  it('what ended while it was silenced and fires again is taken in, of which Alertmanager tells much later', async () => {
    const labels: Record<string, string> = { ...labelsOf('web'), origin: 'detector' };
    const alertname = labels['alertname'] ?? '';
    const said = () => toldToFire.filter((name) => name === alertname).length;
    const postSince = (startsAt: string, endsAtMs = Date.now() + 600_000) =>
      alertmanager.post([{ labels, annotations: {}, startsAt, endsAt: new Date(endsAtMs).toISOString() }], signal);
    const first = new Date(Date.now() - 1_000).toISOString();
    await postSince(first);
    await until(() => only()?.status === 'triggered');
    const matchers = [{ name: 'alertname', value: alertname, isRegex: false, isEqual: true }];
    const id = await silences.create({ matchers, comment: 'moving it', by: 'ada', durationSeconds: 600 }, signal);
    await postSince(first, Date.now());
    await until(async () => (await alertmanager.alerts(signal)).every(({ startsAt }) => startsAt !== first));
    let passedMs = 0;
    const claimed = new Set<string>();
    const clock = { ...systemClock, monotonicMs: () => performance.now() + passedMs };
    const isDetected = ({ startsAt }: { readonly startsAt: string }) => claimed.has(startsAt);
    const verdicts = new AskedVerdicts({ isDetected, rules: async () => undefined, intakes: () => [] });
    const subject = new Reconciler({ ...partsOf(), verdicts, alertmanager, clock });
    const reconcileAfter = async (ms: number) => {
      passedMs += ms;
      await subject.reconcile(signal);
    };
    await reconcileAfter(0);
    await reconcileAfter(10_000);
    expect(only()?.status).toBe('resolved');
    await pause(clock, 500, signal);
    const since = new Date().toISOString();
    claimed.add(since);
    await postSince(since);
    await reconcileAfter(10_000);
    await reconcileAfter(10_000);
    expect(only()?.status).toBe('resolved');
    await silences.expire(id, signal);
    await reconcileAfter(10_000);
    expect(only()?.status).toBe('resolved');
    await pause(clock, 500, signal);
    await reconcileAfter(10_000);
    expect(said()).toBe(1);
    expect(only()).toMatchObject({ status: 'triggered', firingCount: 1, reopenings: 1 });
    expect(desk.firingNow()).toMatchObject([{ startsAt: since }]);
    const another = labelsOf('web');
    await post(another);
    await until(() => said() === 2 && only()?.firingCount === 2);
    expect(only()).toMatchObject({ alertCount: 3, reopenings: 1 });
    expect(await store.alertEpisodes(desk.firingNow()[0]?.fingerprint ?? '', 10)).toHaveLength(2);
    claimed.clear();
    await Promise.all([postSince(since, Date.now()), post(another, -1)]);
    await until(async () => {
      await reconcileAfter(10_000);
      return only()?.status === 'resolved';
    });
  });

  it('what is posted to an intake while a silence covers it is taken in when that has ended', async () => {
    const map = { id: 'id', alertname: 'name', service: 'service' };
    const ci = { name: 'ci', token: { secret: 'CI' }, map, resolved: [], defaults: { severity: 'critical' as const } };
    const incidents = { reopenWithinMs: 600_000, heartbeats: [], intakes: [ci] };
    const heldBack = new HeldBack({ desk, silences, clock: systemClock, log, signal });
    const catalog = () => ({ ...testCatalog(), incidents });
    const intakes = new Intakes({ desk, heldBack, catalog, clock: systemClock, onTaken: () => undefined });
    const matchers = [{ name: 'alertname', value: 'Deploy(Failed|Stuck)', isRegex: true, isEqual: true }];
    const id = await silences.create({ matchers, comment: 'moving it', by: 'ada', durationSeconds: 600 }, signal);
    await intakes.takeDocument('ci', { id: 7, name: 'DeployFailed', service: 'web' });
    await heldBack.look();
    expect(desk.incidents()).toEqual([]);
    await silences.expire(id, signal);
    await heldBack.look();
    expect(only()).toMatchObject({ status: 'triggered', root: { service: 'web', alertname: 'DeployFailed' } });
  });

  it('a silence covers here what it covers there', async () => {
    const labels = labelsOf('db-1');
    const matcher = (name: string, value: string, isRegex: boolean, isEqual = true) => ({
      ...{ name, value, isRegex, isEqual },
    });
    const matchers = [
      matcher('service', 'db-1', false),
      matcher('service', 'db', false),
      matcher('service', 'db', true),
      matcher('service', 'd.-\\d', true),
      matcher('service', '(?i)DB\\-1', true),
      matcher('service', '\\Qdb-\\E[[:digit:]]\\z', true),
      matcher('service', '\\pL{2}-1', true),
      matcher('service', '(?P<what>db)-1|(?P<else>web)', true),
      matcher('service', 'db-1', false, false),
      matcher('service', 'api|web', true, false),
      matcher('drill', 'weekly', false, false),
      matcher('drill', 'weekly', true),
      matcher('drill', '.*', true),
    ];
    const mine = matcher('alertname', labels['alertname'] ?? '', false);
    const made = { comment: 'x', by: 'ada', durationSeconds: 600 };
    for (const each of matchers) await silences.create({ matchers: [mine, each], ...made }, signal);
    await post(labels);
    const held = (await alertmanager.alerts(signal)).find((alert) => alert.labels['alertname'] === mine.value);
    const over = await silencesOver(await silences.list(signal));
    const covering = over(labels).map(({ id }) => id);
    expect(covering).toHaveLength(9);
    expect(covering.toSorted()).toEqual(held?.silencedBy.toSorted());
  });

  it('what a message has no room for is taken in all the same', async () => {
    const many = Array.from({ length: 5 }, () => labelsOf('web'));
    const reconciling = new AbortController();
    const going = reconciler.run(AbortSignal.any([signal, reconciling.signal]));
    const endsAt = new Date(Date.now() + 600_000).toISOString();
    const startsAt = new Date().toISOString();
    await alertmanager.post(
      many.map((labels) => ({ labels, annotations: {}, startsAt, endsAt })),
      signal,
    );
    await until(() => only()?.alertCount === 5);
    reconciling.abort();
    await going;
  });
});
