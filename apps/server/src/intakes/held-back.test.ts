import { policyOf } from '@nines/incidents';
import type { HeldSilence } from '@nines/incidents';
import { InMemoryEventLog } from '@nines/testkit/event-log';
import { InMemoryIncidentStore } from '@nines/testkit/incident-store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Desk } from '../incidents/desk.ts';
import { why } from '../incidents/why.ts';
import { testCatalog } from '../testing/test-catalog.ts';
import { VirtualClock } from '../testing/virtual-clock.ts';
import { HeldBack } from './held-back.ts';
import { Intakes } from './intakes.ts';

const MAP = { id: 'id', alertname: 'name', status: 'state', service: 'service', startsAt: 'at' } as const;
const CI = {
  name: 'ci',
  token: { secret: 'CI' },
  map: MAP,
  resolved: ['ok'],
  defaults: { severity: 'critical' },
} as const;
const CATALOG = {
  ...testCatalog(),
  incidents: { reopenWithinMs: 600_000, heartbeats: [], intakes: [CI] },
};
const FAILED = { id: 7, name: 'DeployFailed', service: 'web' };

let clock: VirtualClock;
let store: InMemoryIncidentStore;
/** Undefined: Alertmanager is away. */
let silences: readonly HeldSilence[] | undefined;
let asked: number;
/** How long Alertmanager takes to say which there are, ms. */
let answersInMs: number;
let warnings: readonly string[];
let stop: AbortController;

function silence(value: string): HeldSilence {
  const matchers = [{ name: 'service', value, isRegex: false, isEqual: true }];
  const times = { startsAt: '1970-01-01T00:00:00.000Z', endsAt: '1970-01-01T02:00:00.000Z' };
  return { id: 's', state: 'active', by: 'ada', comment: 'moving it', matchers, ...times };
}

/** A server on the same database; the one before it is gone. */
function server() {
  stop.abort();
  stop = new AbortController();
  const { signal } = stop;
  const policy = policyOf(CATALOG);
  const log = (_level: string, message: string): void => void (warnings = [...warnings, message]);
  const parts = { clock, log, signal };
  const leftOpen = async () => [];
  const desk = new Desk({ store: () => store, policy: () => policy, leftOpen, onDecided: () => undefined, ...parts });
  const list = async () => {
    asked += 1;
    if (answersInMs > 0) await clock.sleep(answersInMs);
    return silences ?? Promise.reject(new Error('away'));
  };
  const heldBack = new HeldBack({ desk, silences: { list }, ...parts });
  const intakes = new Intakes({ desk, heldBack, catalog: () => CATALOG, clock, onTaken: () => undefined });
  void desk.run(signal);
  void heldBack.run(signal);
  return { desk, post: (changes: object = {}) => intakes.takeDocument('ci', { ...FAILED, ...changes }) };
}

beforeEach(() => {
  clock = new VirtualClock();
  store = new InMemoryIncidentStore({ clock, events: new InMemoryEventLog({ now: () => clock.now() }) });
  silences = [silence('web')];
  asked = 0;
  answersInMs = 0;
  warnings = [];
  stop = new AbortController();
});

afterEach(() => stop.abort());

const incidents = () => store.incidents({ limit: 10 });

describe('an alert of an intake that a silence covers', () => {
  it('is held back while it lasts, and taken in when it has ended and it fires still', async () => {
    const { desk, post } = server();
    await post();
    await clock.goTo(1_000_000);
    await post();
    await clock.goTo(7_200_000);
    expect(await incidents()).toEqual([]);
    silences = [];
    await clock.goTo(7_206_000);
    expect(await incidents()).toMatchObject([{ status: 'triggered', startedAt: '1970-01-01T00:00:00.000Z' }]);
    await post({ state: 'ok' });
    expect([await incidents(), desk.firingNow()]).toMatchObject([[{ status: 'resolved' }], []]);
  });

  it('is never told where it ends before', async () => {
    const { desk, post } = server();
    await post();
    await post({ state: 'ok' });
    silences = [];
    await clock.goTo(60_000);
    expect([await incidents(), desk.firingNow()]).toEqual([[], []]);
  });

  it('is over where its end is posted while it waits for what Alertmanager says', async () => {
    const { desk, post } = server();
    silences = [];
    answersInMs = 2_000;
    const posted = Promise.all([post(), post({ state: 'ok' })]);
    await clock.goTo(4_000);
    await posted;
    expect([await incidents(), desk.firingNow()]).toMatchObject([[{ status: 'resolved', alertCount: 1 }], []]);
  });

  it('is never told where its end is all that is posted', async () => {
    const { post } = server();
    await clock.goTo(60_000);
    await post({ state: 'ok', at: '1970-01-01T00:00:10Z' });
    expect(await incidents()).toEqual([]);
    expect(await store.alertEpisodes('ci:7', 1)).toMatchObject([{ endsAt: '1970-01-01T00:01:00.000Z' }]);
  });

  it('is explained by the silence', async () => {
    const { desk, post } = server();
    await post();
    const asked = {
      ...{ store: () => store, remembered: () => desk.firingNow(), catalog: () => CATALOG, detected: () => [] },
      ...{ prometheus: { alerts: async () => [] }, alertmanager: { alerts: async () => [] } },
      silences: { list: async () => silences ?? [] },
    };
    const { findings } = await why(asked, { alertname: 'DeployFailed', service: 'web' }, stop.signal);
    expect(findings.slice(1)).toMatchObject([
      { step: 'alertmanager', told: 'no', text: expect.stringContaining('by ada: moving it') as string },
      { step: 'intake', told: 'no', text: expect.stringContaining('A silence held it back') as string },
    ]);
  });

  it('is held back by a server that starts anew, though nobody posts it again', async () => {
    await server().post();
    server();
    await clock.goTo(60_000);
    expect(await incidents()).toEqual([]);
    silences = [];
    await clock.goTo(66_000);
    expect(await incidents()).toHaveLength(1);
  });

  it('stays where it was taken in before, and its end is taken as ever', async () => {
    const { post } = server();
    silences = [silence('other')];
    await post();
    silences = [silence('web')];
    const before = asked;
    await post();
    expect([asked, (await incidents())[0]?.status]).toEqual([before, 'triggered']);
    await post({ state: 'ok' });
    expect((await incidents())[0]?.status).toBe('resolved');
  });

  it('is taken in as it comes where Alertmanager is away, which is said once', async () => {
    const { post } = server();
    silences = undefined;
    await post();
    await post({ id: 8 });
    expect((await incidents())[0]).toMatchObject({ status: 'triggered', alertCount: 2 });
    expect(warnings).toEqual(['Silences are not known: alerts of intakes are taken in as they come']);
  });

  it('waits for an Alertmanager that is restarted, but not for one that stays away', async () => {
    const { post } = server();
    await post();
    await clock.goTo(600_000);
    silences = undefined;
    await clock.goTo(650_000);
    silences = [silence('web')];
    await clock.goTo(660_000);
    silences = undefined;
    await post();
    await clock.goTo(710_000);
    expect(await incidents()).toEqual([]);
    await clock.goTo(730_000);
    expect(await incidents()).toHaveLength(1);
  });
});
