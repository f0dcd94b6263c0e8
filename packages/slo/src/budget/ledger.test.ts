import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventsObjective, uptimeObjective } from '../objective/objective.testing.ts';
import { BLOCK_MS, errorRatioOf } from './block.ts';
import type { Block } from './block.ts';
import { ledgerOf, sumsIn } from './ledger.ts';

function blockAt(index: number, total: number, bad: number, lengthMs = BLOCK_MS): Block {
  const startMs = index * BLOCK_MS;
  return { startMs, endMs: startMs + lengthMs, total, bad, coveredMs: lengthMs };
}

const events = eventsObjective();

describe('ledger', () => {
  it('sums what was counted in an interval', () => {
    const ledger = ledgerOf(events, [blockAt(0, 100, 1), blockAt(1, 200, 0), blockAt(5, 50, 3)]);
    expect(sumsIn(ledger, { startMs: 0, endMs: 10 * BLOCK_MS })).toEqual({
      total: 350,
      bad: 4,
      coveredMs: 3 * BLOCK_MS,
    });
    expect(sumsIn(ledger, { startMs: BLOCK_MS, endMs: 2 * BLOCK_MS })).toMatchObject({ total: 200, bad: 0 });
    expect(sumsIn(ledger, { startMs: 2 * BLOCK_MS, endMs: 5 * BLOCK_MS })).toMatchObject({ total: 0, coveredMs: 0 });
  });

  it('takes what was counted to be spread evenly within a block', () => {
    const ledger = ledgerOf(events, [blockAt(0, 100, 10)]);
    expect(sumsIn(ledger, { startMs: BLOCK_MS / 4, endMs: BLOCK_MS / 2 })).toMatchObject({ total: 25, bad: 2.5 });
  });

  it('is empty without blocks, and before and after them', () => {
    const nothing = { total: 0, bad: 0, coveredMs: 0 };
    expect(sumsIn(ledgerOf(events, []), { startMs: 0, endMs: 1 })).toEqual(nothing);
    const ledger = ledgerOf(events, [blockAt(10, 1, 1)]);
    expect(sumsIn(ledger, { startMs: 0, endMs: 10 * BLOCK_MS })).toEqual(nothing);
    expect(sumsIn(ledger, { startMs: 11 * BLOCK_MS, endMs: 12 * BLOCK_MS })).toEqual(nothing);
  });

  it('counts a block once that comes complete and as far as it was known', () => {
    const blocks = [blockAt(1, 40, 4, BLOCK_MS / 2), blockAt(0, 1, 0), blockAt(1, 100, 5), blockAt(1, 20, 2, 1_000)];
    expect(sumsIn(ledgerOf(events, blocks), { startMs: 0, endMs: 2 * BLOCK_MS })).toMatchObject({ total: 101, bad: 5 });
  });

  it('leaves maintenance out where time is measured, and nowhere else', () => {
    const blocks = [blockAt(0, 300, 0), blockAt(1, 300, 300), blockAt(2, 300, 30)];
    const maintenance = [
      { startMs: BLOCK_MS, endMs: 2 * BLOCK_MS },
      { startMs: BLOCK_MS * 1.5, endMs: 2.5 * BLOCK_MS },
    ];
    const all = { startMs: 0, endMs: 3 * BLOCK_MS };
    const byTime = sumsIn(ledgerOf(uptimeObjective(), blocks, maintenance), all);
    expect(byTime).toEqual({ total: 450, bad: 15, coveredMs: 1.5 * BLOCK_MS });
    expect(sumsIn(ledgerOf(events, blocks, maintenance), all)).toMatchObject({ total: 900, bad: 330 });
  });

  const someBlocks = fc
    .uniqueArray(fc.record({ index: fc.nat(300), total: fc.nat(1_000), share: fc.nat(10) }), {
      selector: ({ index }) => index,
    })
    .map((each) => each.map(({ index, total, share }) => blockAt(index, total, (total * share) / 10)));

  it('adds up over intervals that follow each other', () => {
    const cuts = fc.array(fc.nat(300 * BLOCK_MS), { minLength: 2, maxLength: 9 });
    fc.assert(
      fc.property(someBlocks, cuts, (blocks, unsorted) => {
        const ledger = ledgerOf(events, blocks);
        const moments = unsorted.toSorted((one, other) => one - other);
        const whole = sumsIn(ledger, { startMs: moments[0] ?? 0, endMs: moments.at(-1) ?? 0 });
        const parts = moments.slice(1).map((endMs, index) => sumsIn(ledger, { startMs: moments[index] ?? 0, endMs }));
        expect(parts.reduce((sum, { bad }) => sum + bad, 0)).toBeCloseTo(whole.bad, 6);
        expect(parts.reduce((sum, { total }) => sum + total, 0)).toBeCloseTo(whole.total, 6);
      }),
    );
  });

  it('says the same of blocks and of what they are when two and two are put together', () => {
    fc.assert(
      fc.property(someBlocks, (blocks) => {
        const pairs = Map.groupBy(blocks, ({ startMs }) => Math.floor(startMs / BLOCK_MS / 2));
        const merged = Array.from(pairs, ([index, pair]): Block => {
          const sumOf = (figureOf: (block: Block) => number): number =>
            pair.reduce((sum, block) => sum + figureOf(block), 0);
          return {
            startMs: 2 * index * BLOCK_MS,
            endMs: 2 * (index + 1) * BLOCK_MS,
            total: sumOf(({ total }) => total),
            bad: sumOf(({ bad }) => bad),
            coveredMs: sumOf(({ coveredMs }) => coveredMs),
          };
        });
        const interval = { startMs: 10 * BLOCK_MS, endMs: 200 * BLOCK_MS };
        const [apart, together] = [blocks, merged].map((each) => sumsIn(ledgerOf(events, each), interval));
        expect(together?.total).toBeCloseTo(apart?.total ?? NaN, 6);
        if (apart === undefined || together === undefined) return;
        expect(errorRatioOf(together)).toBeCloseTo(errorRatioOf(apart), 9);
      }),
    );
  });
});
