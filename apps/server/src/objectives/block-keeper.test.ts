import { BLOCK_MS } from '@nines/slo';
import { beforeEach, expect, it } from 'vitest';
import { InMemoryObjectives } from '../testing/in-memory-objectives.ts';
import { SimulatedCounts } from '../testing/simulated-counts.ts';
import { BlockKeeper } from './block-keeper.ts';

const HOUR_MS = 3_600_000;
const SIGNAL = new AbortController().signal;

let nowMs: number;
let counts: SimulatedCounts;
let store: InMemoryObjectives;
let asked: (readonly [fromMs: number, toMs: number])[];
let keeper: BlockKeeper;

beforeEach(() => {
  nowMs = 100 * HOUR_MS;
  counts = new SimulatedCounts();
  store = new InMemoryObjectives();
  asked = [];
  keeper = new BlockKeeper({
    counts: {
      blocks: async (fromMs, toMs) => {
        asked.push([fromMs, toMs]);
        return counts.blocks(fromMs, toMs);
      },
    },
    clock: { now: () => nowMs },
    onBlocks: () => undefined,
    onGap: () => undefined,
  });
});

const keep = (objectives = 1, retentionMs = 48 * HOUR_MS): Promise<number> =>
  keeper.keep({ store, retentionMs, objectives }, SIGNAL);

it('asks for no more than Prometheus keeps, and for less at once the more objectives there are', async () => {
  await keep(1_000);
  expect(asked[0]).toEqual([nowMs - 48 * HOUR_MS + BLOCK_MS, nowMs - 48 * HOUR_MS + 21 * BLOCK_MS]);
  expect(asked.at(-1)?.[1]).toBe(nowMs - BLOCK_MS);
  const gaps = asked.filter(([fromMs], index) => index > 0 && fromMs !== asked[index - 1]?.[1]);
  expect(gaps).toEqual([]);
});

it('waits until what belongs to a block has been recorded', async () => {
  counts.record('web/errors', { fromMs: nowMs - HOUR_MS, toMs: nowMs, total: 1, bad: 0 });
  nowMs += 59_000;
  await keep();
  expect(await store.newestBlock(nowMs)).toBe(100 * HOUR_MS - 2 * BLOCK_MS);
  nowMs += 1_000;
  expect(await keep()).toBe(100 * HOUR_MS);
  expect(await store.newestBlock(nowMs)).toBe(100 * HOUR_MS - BLOCK_MS);
});

it('does not look again and again where Prometheus had nothing', async () => {
  await keep();
  asked = [];
  await keep();
  expect(asked).toEqual([]);
  nowMs += BLOCK_MS;
  await keep();
  expect(asked).toHaveLength(1);
});

it('goes on where it broke off', async () => {
  counts.record('web/errors', { fromMs: nowMs - 40 * HOUR_MS, toMs: nowMs, total: 1, bad: 0 });
  const answer = counts.blocks.bind(counts);
  counts.blocks = async (fromMs, toMs) => {
    counts.answers = asked.length < 2;
    return answer(fromMs, toMs);
  };
  await expect(keep()).rejects.toMatchObject({ code: 'SERVER_PART_AWAY' });
  const stored = store.blocks().length;
  expect(stored).toBeGreaterThan(0);
  counts.blocks = answer;
  counts.answers = true;
  await keep();
  expect(store.blocks()).toEqual(counts.completeBlocks(nowMs - BLOCK_MS));
  expect(store.blocks().length).toBeGreaterThan(stored);
});

it('looks again for what a state of an earlier time does not have', async () => {
  counts.record('web/errors', { fromMs: nowMs - 40 * HOUR_MS, toMs: nowMs + HOUR_MS, total: 1, bad: 0 });
  await keep();
  const whole = store.blocks();
  store.forgetSince(nowMs - 20 * HOUR_MS);
  nowMs += BLOCK_MS;
  await keep();
  expect(store.blocks().slice(0, whole.length)).toEqual(whole);
});

it('looks again though the newest block was stored while the earlier state was put back', async () => {
  counts.record('web/errors', { fromMs: nowMs - 40 * HOUR_MS, toMs: nowMs + HOUR_MS, total: 1, bad: 0 });
  await keep();
  const whole = store.blocks();
  const answer = counts.blocks.bind(counts);
  counts.blocks = async (fromMs, toMs) => {
    store.forgetSince(nowMs - 20 * HOUR_MS);
    return answer(fromMs, toMs);
  };
  nowMs += BLOCK_MS;
  await keep();
  counts.blocks = answer;
  expect(store.blocks().length).toBeLessThan(whole.length);
  keeper.goBackTo(nowMs - 20 * HOUR_MS);
  counts.answers = false;
  await expect(keep()).rejects.toMatchObject({ code: 'SERVER_PART_AWAY' });
  counts.answers = true;
  await keep();
  expect(store.blocks().slice(0, whole.length)).toEqual(whole);
  asked = [];
  await keep();
  expect(asked).toEqual([]);
});
