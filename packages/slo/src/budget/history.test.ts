import { describe, expect, it } from 'vitest';
import { eventsObjective } from '../objective/objective.testing.ts';
import { BLOCK_MS } from './block.ts';
import type { Block } from './block.ts';
import { budgetState } from './budget-state.ts';
import { budgetHistory } from './history.ts';
import { ledgerOf } from './ledger.ts';

const DAY_MS = 86_400_000;
const START_MS = Date.parse('2026-03-01T00:00:00Z');

/** Sixty days, the tenth of which is bad, with a day of silence after the thirtieth. */
const blocks = Array.from({ length: 60 * 288 }, (_, index): Block => {
  const startMs = START_MS + index * BLOCK_MS;
  const day = Math.floor(index / 288);
  const total = day === 30 ? 0 : 100;
  return { startMs, endMs: startMs + BLOCK_MS, total, bad: day === 9 ? 1 : 0, coveredMs: BLOCK_MS };
});
const moments = Array.from({ length: 61 }, (_, day) => START_MS + day * DAY_MS);

describe('history of a budget', () => {
  it.each([
    { kind: 'rolling', lengthMs: 7 * DAY_MS },
    { kind: 'calendar', unit: 'month', timezone: 'Europe/Berlin' },
  ] as const)('says of every moment what was said then: $kind', (period) => {
    const objective = eventsObjective({ period });
    const ledger = ledgerOf(objective, blocks);
    for (const [index, standing] of budgetHistory(objective, ledger, moments).entries()) {
      const state = budgetState(objective, ledger, [], moments[index] ?? NaN);
      expect(standing.attainment).toBe(state.attainment);
      expect(standing.budgetRemainingRatio).toBeCloseTo(state.budgetRemainingRatio, 12);
    }
  });

  it('begins again with every calendar period', () => {
    const monthly = eventsObjective({ period: { kind: 'calendar', unit: 'month', timezone: 'UTC' } });
    const history = budgetHistory(monthly, ledgerOf(monthly, blocks), moments);
    expect(history[10]?.budgetRemainingRatio).toBeCloseTo(0, 9);
    expect(history[32]?.budgetRemainingRatio).toBe(1);
    expect(history[0]?.attainment).toBeNull();
  });
});
