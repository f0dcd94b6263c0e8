import { InMemoryEventLog } from '@nines/testkit/event-log';
import { InMemoryIncidentStore } from '@nines/testkit/incident-store';
import { beforeEach, describe, expect, it } from 'vitest';
import { testCatalog } from '../testing/test-catalog.ts';
import { VirtualClock } from '../testing/virtual-clock.ts';
import { Heartbeats } from './heartbeats.ts';

const MINUTE_MS = 60_000;
const CATALOG = {
  ...testCatalog(),
  incidents: {
    reopenWithinMs: 600_000,
    intakes: [],
    heartbeats: [
      {
        name: 'nightly',
        token: { secret: 'BEAT' },
        everyMs: 10 * MINUTE_MS,
        graceMs: 2 * MINUTE_MS,
        service: 'db',
        severity: 'critical' as const,
      },
    ],
  },
};

/** As a computer's: the wall clock counts whole milliseconds, the other does not. */
class WholeMillisecondsClock extends VirtualClock {
  override now(): number {
    return Math.floor(super.now());
  }
}

let clock: VirtualClock;
let store: InMemoryIncidentStore;
let isAway: boolean;
let changes: number;
let catalog: typeof CATALOG;

beforeEach(() => {
  clock = new WholeMillisecondsClock();
  store = new InMemoryIncidentStore({ clock, events: new InMemoryEventLog({ now: () => clock.now() }) });
  isAway = false;
  changes = 0;
  catalog = CATALOG;
});

/** @returns how it is ended */
function start(): { heartbeats: Heartbeats; end: () => Promise<void> } {
  const stop = new AbortController();
  const heartbeats = new Heartbeats({
    store: async () => ({
      heartbeats: () => store.heartbeats(),
      keepHeartbeats: async (beats) =>
        isAway ? Promise.reject(new Error('the database is away')) : store.keepHeartbeats(beats),
    }),
    catalog: () => catalog,
    clock,
    log: () => undefined,
    onChange: () => (changes += 1),
  });
  const running = heartbeats.run(stop.signal);
  const end = async (): Promise<void> => {
    stop.abort();
    await running;
  };
  return { heartbeats, end };
}

describe('a heartbeat', () => {
  it('is an alert when it is missing, as the detectors have them, until it comes again', async () => {
    const { heartbeats, end } = start();
    await clock.goTo(11 * MINUTE_MS);
    expect(heartbeats.alerts()).toEqual([]);
    await clock.goTo(12 * MINUTE_MS + 1_000);
    expect(heartbeats.alerts()).toMatchObject([
      {
        labels: {
          alertname: 'HeartbeatMissing',
          severity: 'critical',
          service: 'db',
          origin: 'detector',
          heartbeat: 'nightly',
        },
        startsAt: '1970-01-01T00:12:00.000Z',
      },
    ]);
    expect(changes).toBe(1);
    await heartbeats.beat('nightly');
    expect([heartbeats.alerts(), changes]).toEqual([[], 2]);
    expect(await store.heartbeats()).toMatchObject([{ beatAt: '1970-01-01T00:12:01.000Z' }]);
    await end();
  });

  it('that is missing stays missing when the server is restarted', async () => {
    const first = start();
    await clock.goTo(12 * MINUTE_MS + 1_000);
    expect(first.heartbeats.alerts()).toHaveLength(1);
    await first.end();
    const second = start();
    await clock.goTo(12 * MINUTE_MS + 5_000);
    expect(second.heartbeats.alerts()).toHaveLength(1);
    await second.end();
  });

  it('that is missing stays so over a restart, at whatever part of a millisecond that was found', async () => {
    await clock.goTo(0.9);
    const first = start();
    await clock.goTo(1_000.2);
    await first.heartbeats.beat('nightly');
    await clock.goTo(12 * MINUTE_MS + 5_000);
    const told = first.heartbeats.alerts();
    expect(told).toHaveLength(1);
    await first.end();
    const second = start();
    await clock.goTo(12 * MINUTE_MS + 9_000.5);
    expect(second.heartbeats.alerts()).toEqual(told);
    await second.end();
  });

  it.each([
    ['before it was found', 5],
    ['after it was found', 13],
  ])('that is missing stays so over a restart, though the wall clock was set back %s', async (_when, minutes) => {
    await clock.goTo(120 * MINUTE_MS);
    const first = start();
    await clock.goTo(122 * MINUTE_MS);
    await first.heartbeats.beat('nightly');
    await clock.goTo((122 + minutes) * MINUTE_MS);
    clock.setBack(60 * MINUTE_MS);
    await clock.goTo(clock.now() + 15 * MINUTE_MS);
    expect(first.heartbeats.alerts()).toHaveLength(1);
    await first.end();
    const second = start();
    await clock.goTo(clock.now() + 2_000);
    expect(second.heartbeats.alerts()).toHaveLength(1);
    await second.end();
  });

  it('is known of by the next server though the wall clock was set back before it came', async () => {
    await clock.goTo(60 * MINUTE_MS);
    const first = start();
    await clock.goTo(61 * MINUTE_MS);
    clock.setBack(30 * MINUTE_MS);
    await first.heartbeats.beat('nightly');
    expect(await store.heartbeats()).toMatchObject([{ beatAt: '1970-01-01T00:31:00.000Z' }]);
    await first.end();
  });

  it('that is missing stays so over a restart, though the database was away when that was found', async () => {
    const first = start();
    await clock.goTo(11 * MINUTE_MS);
    isAway = true;
    await clock.goTo(13 * MINUTE_MS);
    expect(first.heartbeats.alerts()).toHaveLength(1);
    isAway = false;
    await clock.goTo(13 * MINUTE_MS + 3_000);
    await first.end();
    const second = start();
    await clock.goTo(13 * MINUTE_MS + 6_000);
    expect(second.heartbeats.alerts()).toHaveLength(1);
    await second.end();
  });

  it('is kept as soon as the database is back, where it was away when it came', async () => {
    const { heartbeats, end } = start();
    await clock.goTo(MINUTE_MS);
    isAway = true;
    await expect(heartbeats.beat('nightly')).rejects.toThrow('away');
    isAway = false;
    await clock.goTo(2 * MINUTE_MS);
    expect(await store.heartbeats()).toMatchObject([{ beatAt: '1970-01-01T00:01:00.000Z' }]);
    await end();
  });

  it('is not missed because the clock was set', async () => {
    const { heartbeats, end } = start();
    await clock.goTo(MINUTE_MS);
    clock.setBack(-30 * 24 * 60 * MINUTE_MS);
    await clock.goTo(clock.now() + 10 * MINUTE_MS);
    expect(heartbeats.alerts()).toEqual([]);
    await clock.goTo(clock.now() + 2 * MINUTE_MS);
    expect(heartbeats.alerts()).toHaveLength(1);
    await end();
  });

  it('that nobody could hear is waited for once more, and once only, however often the server is restarted', async () => {
    const first = start();
    await clock.goTo(MINUTE_MS);
    await first.heartbeats.beat('nightly');
    await first.end();
    await clock.goTo(60 * MINUTE_MS);
    for (let restarts = 0; restarts < 5; restarts += 1) {
      const again = start();
      await clock.goTo(clock.now() + 20_000);
      expect([again.heartbeats.isKnown, again.heartbeats.alerts()]).toEqual([true, []]);
      await again.end();
    }
    const last = start();
    await clock.goTo(62 * MINUTE_MS + 2_000);
    expect(last.heartbeats.alerts()).toHaveLength(1);
    await last.end();
  });

  it('is known of though it came before the first look, or is in the catalog no more', async () => {
    const before = start();
    await before.heartbeats.beat('nightly');
    await clock.goTo(2_000);
    expect(before.heartbeats.isKnown).toBe(true);
    await before.end();
    catalog = { ...CATALOG, incidents: { ...CATALOG.incidents, heartbeats: [] } };
    const without = start();
    await clock.goTo(4_000);
    expect(without.heartbeats.isKnown).toBe(true);
    await without.end();
  });

  it('is waited for by the terms of the newest catalog, without a beat between', async () => {
    const change = (terms: Partial<(typeof CATALOG.incidents.heartbeats)[0]>): void => {
      const heartbeats = CATALOG.incidents.heartbeats.map((each) => ({ ...each, ...terms }));
      catalog = { ...CATALOG, incidents: { ...CATALOG.incidents, heartbeats } };
    };
    const { heartbeats, end } = start();
    await clock.goTo(5 * MINUTE_MS);
    change({ everyMs: 20 * MINUTE_MS });
    await clock.goTo(21 * MINUTE_MS);
    expect([heartbeats.alerts(), changes]).toEqual([[], 0]);
    await clock.goTo(22 * MINUTE_MS + 1_000);
    expect([heartbeats.alerts().length, changes]).toEqual([1, 1]);
    change({ everyMs: 20 * MINUTE_MS, service: 'web' });
    await clock.goTo(23 * MINUTE_MS);
    expect(heartbeats.alerts()).toMatchObject([{ labels: { service: 'web' }, startsAt: '1970-01-01T00:22:00.000Z' }]);
    expect(changes).toBe(2);
    change({ everyMs: 60 * MINUTE_MS });
    await clock.goTo(24 * MINUTE_MS);
    expect([heartbeats.alerts(), changes]).toEqual([[], 3]);
    change({});
    await clock.goTo(35 * MINUTE_MS);
    expect(heartbeats.alerts()).toEqual([]);
    await clock.goTo(36 * MINUTE_MS + 2_000);
    expect(heartbeats.alerts()).toHaveLength(1);
    await end();
  });

  it('that the catalog does not have is not known', async () => {
    const { heartbeats, end } = start();
    await expect(heartbeats.beat('weekly')).rejects.toMatchObject({ code: 'API_NOT_FOUND' });
    await end();
  });
});
