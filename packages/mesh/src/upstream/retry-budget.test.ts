import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RetryBudget } from './retry-budget.ts';

describe('retry budget', () => {
  it('allows a share of the requests of the last ten seconds, and a few more', () => {
    const budget = new RetryBudget({ ratio: 0.2, minPerSecond: 1 });
    for (let count = 0; count < 100; count += 1) budget.countRequest(5_000);
    const take = (now: number): number => {
      let taken = 0;
      for (; budget.hasRoom(now); taken += 1) budget.countRetry(now);
      return taken;
    };
    expect(take(5_000)).toBe(30);
    expect(take(14_999)).toBe(0);
    expect(take(15_000)).toBe(10);
  });

  it('never lets more through than it says, whatever comes when', () => {
    const event = fc.record({ afterMs: fc.nat(700), requests: fc.nat(20), retries: fc.nat(20) });
    fc.assert(
      fc.property(fc.array(event), fc.double({ min: 0, max: 1, noNaN: true }), (events, ratio) => {
        const budget = new RetryBudget({ ratio, minPerSecond: 2 });
        const seen: { at: number; isRetry: boolean }[] = [];
        let now = 123_456;
        for (const { afterMs, requests, retries } of events) {
          now += afterMs;
          for (let count = 0; count < requests; count += 1) {
            budget.countRequest(now);
            seen.push({ at: now, isRetry: false });
          }
          for (let count = 0; count < retries && budget.hasRoom(now); count += 1) {
            budget.countRetry(now);
            seen.push({ at: now, isRetry: true });
          }
          const firstSlot = Math.floor(now / 1_000) - 9;
          const window = seen.filter(({ at }) => Math.floor(at / 1_000) >= firstSlot);
          const repeated = window.filter(({ isRetry }) => isRetry).length;
          // A slot that leaves takes its requests along, so the bound holds over the window and the slot before it.
          const wider = seen.filter(({ at, isRetry }) => !isRetry && Math.floor(at / 1_000) >= firstSlot - 9).length;
          expect(repeated).toBeLessThanOrEqual(wider * ratio + 20);
        }
      }),
    );
  });
});
