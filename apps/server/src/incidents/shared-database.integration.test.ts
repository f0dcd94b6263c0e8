import { policyOf } from '@nines/incidents';
import type { ReportedAlert } from '@nines/incidents';
import type { RecordedEvent } from '@nines/kernel';
import { openStore, type Store } from '@nines/store';
import { systemClock } from '@nines/system-clock';
import { startTestPostgres, type TestPostgres } from '@nines/testkit/postgres';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { testCatalog } from '../testing/test-catalog.ts';
import { Desk } from './desk.ts';
import { leftOpen } from './left-open.ts';
import { timelineOf } from './timeline.ts';

let server: TestPostgres;
let store: Store;
let stop: AbortController;

beforeEach(async () => {
  server = await startTestPostgres();
  store = await openStore({ url: server.url, clock: systemClock, signal: AbortSignal.timeout(20_000) });
  stop = new AbortController();
});

afterEach(async () => {
  stop.abort();
  await store.close();
  await server.remove();
});

/** Of a platform of that name, which has the services of all others. */
function startDesk(platform: string): Desk {
  const policy = { ...policyOf(testCatalog()), platform };
  const desk = new Desk({
    store: () => store.incidentsOf(platform),
    policy: () => policy,
    leftOpen: () => leftOpen(store.events, store.incidentsOf(platform)),
    clock: systemClock,
    log: () => undefined,
    onDecided: () => undefined,
  });
  void desk.run(stop.signal);
  return desk;
}

const BEGINNING = Date.now() - 60_000;

function report(service: string, status: ReportedAlert['status'] = 'firing', more = {}): ReportedAlert {
  const labels = { alertname: 'ServiceDown', severity: 'critical', service, ...more };
  const startsAt = new Date(BEGINNING).toISOString();
  const endsAt = status === 'firing' ? null : new Date(BEGINNING + 30_000).toISOString();
  const fingerprint = `${service} ${Object.values(more).join(' ')}`;
  return { fingerprint, status, startsAt, endsAt, labels, annotations: {} };
}

async function timeline(platform: string, number: number): Promise<readonly RecordedEvent[]> {
  const incident = await store.incidentsOf(platform).incident(number);
  if (incident === undefined) throw new Error(`${platform} has no incident ${number}`);
  return timelineOf(store.events, platform, incident, Date.now());
}

const typesOf = (events: readonly RecordedEvent[]): readonly string[] => events.map(({ type }) => type).toSorted();

it('two platforms have timelines of their own, though their incidents have the same numbers', async () => {
  const [shop, depot] = [startDesk('shop'), startDesk('depot')];
  await shop.takeAlerts([report('db'), report('web', 'firing', { drill: 'd' })]);
  await depot.takeAlerts([report('db'), report('web', 'firing', { drill: 'd' })]);
  const at = new Date().toISOString();
  await depot.command({ incident: 2, action: { kind: 'note', text: 'ours' }, by: 'ada', key: 'note', at });
  expect(typesOf(await timeline('shop', 1))).toEqual(['alert.fired', 'incident.opened']);
  expect(typesOf(await timeline('shop', 2))).toEqual(['alert.fired', 'incident.opened']);
  expect(typesOf(await timeline('depot', 2))).toEqual(['alert.fired', 'incident.noted', 'incident.opened']);
});

it("what became a part of an incident of one is no part of the other's", async () => {
  const [shop, depot] = [startDesk('shop'), startDesk('depot')];
  await shop.takeAlerts([report('db'), report('other')]);
  await depot.takeAlerts([report('db'), report('other')]);
  const at = new Date().toISOString();
  await depot.command({ incident: 2, action: { kind: 'merge', into: 1 }, by: 'ada', key: 'merge', at });
  expect(typesOf(await timeline('shop', 1))).toEqual(['alert.fired', 'incident.opened']);
  expect(typesOf(await timeline('depot', 1))).toContain('incident.merged');
});

it('a platform that starts where another has an outage opens nothing and ends nothing', async () => {
  const shop = startDesk('shop');
  await shop.takeAlerts([report('db')]);
  const depot = startDesk('depot');
  expect(await depot.firing()).toEqual([]);
  expect(await store.incidentsOf('depot').incidents({ limit: 10 })).toEqual([]);
  expect(await store.incidentsOf('depot').waitingMessages()).toEqual([]);
  await depot.takeAlerts([report('db')]);
  await depot.takeAlerts([report('db', 'resolved')]);
  await shop.takeAlerts([report('db', 'resolved')]);
  const ends = await store.events.read(0, 10, { types: ['alert.resolved'] });
  expect(ends.map(({ correlationId }) => correlationId)).toEqual(['incident:depot/1', 'incident:shop/1']);
});

it('nor does one that starts where an earlier version of another left one open', async () => {
  await startDesk('shop').takeAlerts([report('db')]);
  await store.events.append([
    {
      ...{ id: 'alert.fired:web:then', type: 'alert.fired', source: 'alertmanager', subject: 'web' },
      ...{ time: new Date().toISOString(), correlationId: 'incident:1', data: { ...report('web') } },
    },
  ]);
  expect(await startDesk('depot').firing()).toEqual([]);
});

it('a platform alone takes over what an earlier version left open', async () => {
  await store.events.append([
    {
      ...{ id: 'alert.fired:web:then', type: 'alert.fired', source: 'alertmanager', subject: 'web' },
      ...{ time: new Date().toISOString(), data: { ...report('web') } },
    },
  ]);
  expect(await startDesk('shop').firing()).toMatchObject([{ fingerprint: report('web').fingerprint, incident: 1 }]);
});

it('a platform that is renamed begins with empty timelines', async () => {
  const before = startDesk('shop');
  await before.takeAlerts([report('db')]);
  await before.takeAlerts([report('db', 'resolved')]);
  const after = startDesk('store');
  await after.takeAlerts([report('web')]);
  const events = await timeline('store', 1);
  expect(typesOf(events)).toEqual(['alert.fired', 'incident.opened']);
  expect(new Set(events.map(({ correlationId }) => correlationId))).toEqual(new Set(['incident:store/1']));
});
