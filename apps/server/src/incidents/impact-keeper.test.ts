import { someIncident } from '@nines/testkit/incident-samples';
import { expect, it } from 'vitest';
import { VirtualClock } from '../testing/virtual-clock.ts';
import { ImpactKeeper } from './impact-keeper.ts';

const IMPACT = { failedRequests: 3, totalRequests: 10, minutes: 0.1, budgets: [] };

it('measures what comes after an incident that cannot be measured', async () => {
  const clock = new VirtualClock();
  await clock.goTo(Date.parse('2026-01-02T03:00:00.000Z'));
  const over = { status: 'resolved', resolvedAt: '2026-01-02T02:00:00.000Z', impact: null } as const;
  const measured: number[] = [];
  const keeper = new ImpactKeeper({
    desk: {
      incidents: () => [1, 2].map((number) => someIncident({ number, ...over })),
      measured: async (number) => {
        measured.push(number);
      },
    },
    measure: async ({ number }) => {
      if (number === 1) throw new Error('no such service');
      return IMPACT;
    },
    clock,
    log: () => undefined,
  });
  await expect(keeper.look()).rejects.toThrow('no such service');
  expect(measured).toEqual([2]);
});
