import type { Retention } from '@nines/kernel';
import { expect, it } from 'vitest';
import { VirtualClock } from '../testing/virtual-clock.ts';
import { RetentionKeeper } from './retention-keeper.ts';

const MINUTE_MS = 60_000;
const NOTHING = { incidents: 0, alerts: 0, messages: 0 };

it('forgets a little every ten minutes, also after the database was away', async () => {
  const clock = new VirtualClock();
  await clock.goTo(Date.parse('2026-11-30T00:00:00.000Z'));
  const startMs = clock.now();
  const pruned: Retention[] = [];
  let isAway = false;
  const logged: string[] = [];
  const keeper = new RetentionKeeper({
    store: async () => ({
      prune: async (retention) => {
        if (isAway) throw new Error('away');
        pruned.push(retention);
        return NOTHING;
      },
    }),
    clock,
    log: (_level, message) => void logged.push(message),
  });
  const stop = new AbortController();
  const running = keeper.run(stop.signal);
  await clock.goTo(startMs + 10 * MINUTE_MS);
  expect(pruned).toEqual([
    {
      incidentsBefore: '2025-10-26T00:10:00.000Z',
      othersBefore: '2026-10-31T00:10:00.000Z',
      mostIncidents: 20,
      mostOthers: 500,
    },
  ]);
  isAway = true;
  await clock.goTo(startMs + 25 * MINUTE_MS);
  isAway = false;
  await clock.goTo(startMs + 60 * MINUTE_MS);
  expect(logged).toHaveLength(1);
  expect(pruned.length).toBeGreaterThan(1);
  stop.abort();
  await running;
});
