import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BLOCK_MS } from '../budget/block.ts';
import type { Block } from '../budget/block.ts';
import { ledgerOf } from '../budget/ledger.ts';
import { eventsObjective, uptimeObjective } from '../objective/objective.testing.ts';
import { violationsIn } from './violations.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const START_MS = Date.parse('2026-03-01T00:00:00Z');

type Figures = Pick<Block, 'total' | 'bad'>;

function blocksOf(count: number, figuresOf: (index: number) => Figures | undefined): readonly Block[] {
  return Array.from({ length: count }, (_, index) => {
    const startMs = START_MS + index * BLOCK_MS;
    const figures = figuresOf(index);
    return figures === undefined ? [] : [{ startMs, endMs: startMs + BLOCK_MS, coveredMs: BLOCK_MS, ...figures }];
  }).flat();
}

const day = eventsObjective({ target: '99', period: { kind: 'rolling', lengthMs: DAY_MS } });

describe('violations', () => {
  it('begin and end where the attainment of the own period crosses the target', () => {
    // A day of 100 requests a block allows 288 bad ones. 100 a block for ten minutes are 200, and for five more 300.
    const blocks = blocksOf(3 * 288, (index) => ({ total: 100, bad: index >= 300 && index < 303 ? 100 : 0 }));
    const found = violationsIn(day, ledgerOf(day, blocks), {
      startMs: START_MS + DAY_MS,
      endMs: START_MS + 3 * DAY_MS,
    });
    const crossedMs = START_MS + 302 * BLOCK_MS + Math.round(0.88 * BLOCK_MS);
    const passedMs = START_MS + DAY_MS + 300 * BLOCK_MS + Math.round(0.12 * BLOCK_MS);
    expect(found).toEqual([
      { startMs: crossedMs, endMs: passedMs, lowestAttainment: 1 - 300 / 28_800, gapMs: 0, maintenanceMs: 0 },
    ]);
  });

  it('are none while all is well, or just at the target, or nothing is known', () => {
    const all = { startMs: START_MS, endMs: START_MS + 3 * DAY_MS };
    for (const figures of [{ total: 100, bad: 0 }, { total: 100, bad: 1 }, { total: 0, bad: 0 }, undefined]) {
      expect(
        violationsIn(
          day,
          ledgerOf(
            day,
            blocksOf(600, () => figures),
          ),
          all,
        ),
      ).toEqual([]);
    }
  });

  it('last through gaps, and say how much of them those are', () => {
    const blocks = blocksOf(300, (index) =>
      index < 12 || index >= 24 ? { total: 100, bad: index === 11 ? 90 : 0 } : undefined,
    );
    const [violation] = violationsIn(day, ledgerOf(day, blocks), { startMs: START_MS, endMs: START_MS + DAY_MS });
    expect(violation).toMatchObject({ gapMs: HOUR_MS });
  });

  it('end with the calendar period, and begin anew with the first bad event of the next one', () => {
    const daily = eventsObjective({ target: '99', period: { kind: 'calendar', unit: 'day', timezone: 'UTC' } });
    const blocks = blocksOf(3 * 288, (index) => ({ total: 100, bad: index === 280 || index === 290 ? 100 : 0 }));
    const found = violationsIn(daily, ledgerOf(daily, blocks), { startMs: START_MS, endMs: START_MS + 3 * DAY_MS });
    expect(found.map(({ startMs, endMs }) => [startMs, endMs].map((ms) => (ms - START_MS) / BLOCK_MS))).toEqual([
      // 100 bad ones of the second day are a hundredth as its last 100 blocks are counted.
      [expect.closeTo(290.0202, 4) as number, 288 + 100],
    ]);
  });

  it('take no maintenance for downtime', () => {
    const uptime = uptimeObjective({ target: '99', period: { kind: 'rolling', lengthMs: DAY_MS } });
    const blocks = blocksOf(600, (index) => ({ total: 300, bad: index >= 300 && index < 312 ? 300 : 0 }));
    const maintenance = [{ startMs: START_MS + 300 * BLOCK_MS, endMs: START_MS + 312 * BLOCK_MS }];
    const all = { startMs: START_MS, endMs: START_MS + 2 * DAY_MS };
    expect(violationsIn(uptime, ledgerOf(uptime, blocks), all)).toHaveLength(1);
    expect(violationsIn(uptime, ledgerOf(uptime, blocks, maintenance), all)).toEqual([]);
  });

  it('are the moments at which less is attained than promised, and no others', () => {
    const twoHours = eventsObjective({ target: '90', period: { kind: 'rolling', lengthMs: 2 * HOUR_MS } });
    const figures = fc.array(fc.record({ total: fc.nat(50), bad: fc.nat(12) }), { minLength: 1, maxLength: 150 });
    fc.assert(
      fc.property(figures, (counted) => {
        const blocks = blocksOf(counted.length, (index) => {
          const { total, bad } = counted[index] ?? { total: 0, bad: 0 };
          return { total, bad: Math.min(total, bad) };
        });
        const interval = { startMs: START_MS, endMs: START_MS + counted.length * BLOCK_MS };
        const found = violationsIn(twoHours, ledgerOf(twoHours, blocks), interval);
        for (let end = 0; end <= counted.length; end += 1) {
          const window = blocks.slice(Math.max(end - 24, 0), end);
          const total = window.reduce((sum, block) => sum + block.total, 0);
          const bad = window.reduce((sum, block) => sum + block.bad, 0);
          const atMs = START_MS + end * BLOCK_MS;
          const inside = found.some(({ startMs, endMs }) => startMs < atMs && atMs < endMs);
          const atEdge = found.some(({ startMs, endMs }) => startMs === atMs || endMs === atMs);
          if (!atEdge) expect(inside).toBe(bad > 0.1 * total + 1e-6);
        }
      }),
    );
  });

  it('of a year are found without adding up each day anew', () => {
    const blocks = blocksOf(365 * 288, (index) => ({ total: 100, bad: index % 5_000 === 0 ? 50 : 0 }));
    const objective = eventsObjective();
    const ledger = ledgerOf(objective, blocks);
    const startedAt = performance.now();
    violationsIn(objective, ledger, { startMs: START_MS, endMs: START_MS + 365 * DAY_MS });
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});
