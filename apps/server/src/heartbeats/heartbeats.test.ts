import type { KeptHeartbeat } from '@nines/kernel';
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

let clock: VirtualClock;
let kept: Map<string, KeptHeartbeat>;
let changes: number;
let catalog: typeof CATALOG;

beforeEach(() => {
  clock = new VirtualClock();
  kept = new Map();
  changes = 0;
  catalog = CATALOG;
});

/** @returns how it is ended */
function start(): { heartbeats: Heartbeats; end: () => Promise<void> } {
  const stop = new AbortController();
  const heartbeats = new Heartbeats({
    store: async () => ({
      heartbeats: async () => [...kept.values()],
      keepHeartbeats: async (beats) => {
        for (const beat of beats) kept.set(beat.name, beat);
      },
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
    expect(kept.get('nightly')?.beatAt).toBe('1970-01-01T00:12:01.000Z');
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
