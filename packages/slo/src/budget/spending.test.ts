import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventsObjective } from '../objective/objective.testing.ts';
import { BLOCK_MS } from './block.ts';
import type { Block } from './block.ts';
import { ledgerOf } from './ledger.ts';
import { spending } from './spending.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

function blocks(startMs: number, count: number, figures: (index: number) => { total: number; bad: number }): Block[] {
  return Array.from({ length: count }, (_, index) => {
    const start = startMs + index * BLOCK_MS;
    return { startMs: start, endMs: start + BLOCK_MS, coveredMs: BLOCK_MS, ...figures(index) };
  });
}

describe('spending', () => {
  const rolling = eventsObjective();
  const daily = eventsObjective({ period: { kind: 'calendar', unit: 'day', timezone: 'UTC' } });

  it('is the share of the budget that an interval took', () => {
    // 8,640 blocks of 1,000 allow 8,640 bad ones.
    const ledger = ledgerOf(
      rolling,
      blocks(0, 8_640, (index) => ({ total: 1_000, bad: index === 8_639 ? 864 : 0 })),
    );
    const outage = { startMs: 30 * DAY_MS - BLOCK_MS, endMs: 30 * DAY_MS };
    expect(spending(rolling, ledger, outage)).toMatchObject({ bad: 864, total: 1_000, errorRatio: 0.864 });
    expect(spending(rolling, ledger, outage).budgetSpentRatio).toBeCloseTo(0.1, 9);
    expect(spending(rolling, ledger, { startMs: 0, endMs: DAY_MS })).toMatchObject({ budgetSpentRatio: 0 });
  });

  it('is a share of what the whole day will allow, while the day goes on', () => {
    const ledger = ledgerOf(
      daily,
      blocks(0, 12, () => ({ total: 1_000, bad: 1 })),
    );
    const hour = spending(daily, ledger, { startMs: 0, endMs: HOUR_MS });
    expect(hour.period).toEqual({ startMs: 0, endMs: DAY_MS });
    expect(hour.budgetSpentRatio).toBeCloseTo(1 / 24, 9);
  });

  it('belongs to the period that ends with the interval', () => {
    const ledger = ledgerOf(
      daily,
      blocks(0, 576, () => ({ total: 1_000, bad: 1 })),
    );
    const lastHour = { startMs: 23 * HOUR_MS, endMs: 24 * HOUR_MS };
    expect(spending(daily, ledger, lastHour).period).toEqual({ startMs: 0, endMs: DAY_MS });
  });

  it('is nothing where nothing happened', () => {
    expect(spending(rolling, ledgerOf(rolling, []), { startMs: 0, endMs: HOUR_MS })).toMatchObject({
      budgetSpentRatio: 0,
      attainment: null,
    });
  });

  it('adds up to the spending of the whole', () => {
    const figures = fc.array(fc.record({ total: fc.nat(1_000), bad: fc.nat(20) }), { minLength: 1, maxLength: 100 });
    fc.assert(
      fc.property(figures, fc.nat(100 * BLOCK_MS), (counted, cutMs) => {
        const ledger = ledgerOf(
          daily,
          blocks(0, counted.length, (index) => {
            const { total, bad } = counted[index] ?? { total: 0, bad: 0 };
            return { total, bad: Math.min(total, bad) };
          }),
        );
        const period = { startMs: 0, endMs: DAY_MS };
        const spent = (startMs: number, endMs: number): number =>
          spending(daily, ledger, { startMs, endMs }, period).budgetSpentRatio;
        expect(spent(0, cutMs) + spent(cutMs, DAY_MS)).toBeCloseTo(spent(0, DAY_MS), 9);
      }),
    );
  });
});
