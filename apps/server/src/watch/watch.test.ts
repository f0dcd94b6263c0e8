import type { NinesEvent, PlatformStatus } from '@nines/kernel';
import { expect, it } from 'vitest';
import { testCatalog } from '../testing/test-catalog.ts';
import { VirtualClock } from '../testing/virtual-clock.ts';
import { Watch } from './watch.ts';

const STATUS: PlatformStatus = { schemaVersion: 1, platform: 'shop', state: 'ready', services: [], system: [] };

function event(sequence: number, type: string, ms: number): NinesEvent {
  const time = new Date(ms).toISOString();
  return { id: `boot:${sequence}`, type, source: 'supervisor', subject: 'db-0', time, data: {} };
}

it('tells of an outage when its time has come, by the clock that it was given', async () => {
  const clock = new VirtualClock();
  const stop = new AbortController();
  const told: [number, readonly (string | undefined)[]][] = [];
  const replayed: string[] = [];
  const watch = new Watch({
    runtime: {
      async *observe(_since, signal) {
        await clock.sleep(500, signal);
        yield event(3, 'instance.crashed', 500);
        await clock.sleep(1e9, signal);
      },
      status: async () => STATUS,
    },
    history: () => [event(1, 'instance.started', 0), event(2, 'instance.ready', 0)],
    clock,
    log: () => undefined,
    onAlerts: (alerts) => told.push([clock.now(), alerts.map(({ labels }) => labels['alertname'])]),
    onReplayed: ({ id }) => replayed.push(id),
    onEvent: () => undefined,
    onStatus: () => undefined,
    statusPeriodMs: 1e9,
  });
  watch.catalogChanged(testCatalog());
  const running = watch.run(stop.signal);
  await clock.goTo(60_000);
  expect(replayed).toEqual(['boot:2']);
  expect(told.find(([, names]) => names.includes('ServiceDown'))?.[0]).toBe(1_500);
  stop.abort();
  await running;
});
