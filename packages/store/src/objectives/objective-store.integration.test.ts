import { someEvent } from '@nines/testkit/event-log-contract';
import { startTestPostgres, type TestPostgres } from '@nines/testkit/postgres';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';

import type { Store } from '../store.ts';
import { createDatabase, execute, openTestStore } from '../testing/test-stores.ts';
import { BLOCK_MS, type ObjectiveBlock, type ObjectiveStore } from './objective-store.ts';

const BEGINNING = Date.UTC(2026, 0, 1);
const ERRORS = { service: 'web', slo: 'errors' };
const SPEED = { service: 'web', slo: 'speed' };

let server: TestPostgres;
let store: Store;
let objectives: ObjectiveStore;
let platforms = 0;

beforeAll(async () => {
  server = await startTestPostgres();
  store = await openTestStore(await createDatabase(server.url));
});

afterAll(async () => {
  await store.close();
  await server.remove();
});

beforeEach(() => {
  platforms += 1;
  objectives = store.objectivesOf(`shop-${platforms}`);
});

const at = (index: number): number => BEGINNING + index * BLOCK_MS;

function block(index: number, counted: Partial<ObjectiveBlock> = {}): ObjectiveBlock {
  return { ...ERRORS, startMs: at(index), total: 100, bad: 1, coveredSeconds: 300, ...counted };
}

const everything = { ...ERRORS, fromMs: 0, toMs: at(1_000) };

it('keeps blocks as they are, also where they are written again', async () => {
  const blocks = [block(0, { total: 0.1 + 0.2, bad: 1e-9 }), block(1), block(2, { total: 2 ** 53 })];
  await objectives.writeBlocks(blocks.slice(0, 2));
  await objectives.writeBlocks(blocks);
  expect(await objectives.readBlocks(everything)).toEqual(blocks);
  expect(await objectives.readBlocks({ ...ERRORS, fromMs: at(1), toMs: at(2) })).toEqual([blocks[1]]);
});

it('keeps of two blocks the one that covers more, in whichever order they come', async () => {
  const [whole, part] = [block(0, { bad: 5 }), block(0, { bad: 3, coveredSeconds: 120 })];
  await objectives.writeBlocks([part]);
  await objectives.writeBlocks([whole]);
  await objectives.writeBlocks([part]);
  await objectives.writeBlocks([block(0, { bad: 4 })]);
  expect(await objectives.readBlocks(everything)).toEqual([whole]);
});

it('keeps the objectives of platforms that share a database apart', async () => {
  const other = store.objectivesOf('other');
  await objectives.writeBlocks([block(0)]);
  await other.writeBlocks([block(0, { bad: 7 }), block(3)]);
  expect(await objectives.readBlocks(everything)).toEqual([block(0)]);
  expect(await objectives.newestBlock(at(9))).toBe(at(0));
  expect((await other.readBlocks(everything)).map(({ bad }) => bad)).toEqual([7, 1]);
});

it('takes the same blocks from many writers at once', async () => {
  const blocks = Array.from({ length: 200 }, (_, index) => block(index));
  const shuffled = (round: number): ObjectiveBlock[] => [...blocks.slice(round * 30), ...blocks.slice(0, round * 30)];
  await Promise.all([0, 1, 2, 3, 4].map((round) => objectives.writeBlocks(shuffled(round))));
  expect(await objectives.readBlocks(everything)).toEqual(blocks);
});

it('knows the newest block of any objective before a time', async () => {
  expect(await objectives.newestBlock(at(9))).toBeUndefined();
  await objectives.writeBlocks([block(1), block(4), block(2, SPEED)]);
  expect(await objectives.newestBlock(at(9))).toBe(at(4));
  expect(await objectives.newestBlock(at(4))).toBe(at(2));
  expect(await objectives.newestBlock(at(0))).toBeUndefined();
});

const HOUR = 12;
const hours = { binMs: HOUR * BLOCK_MS, fine: [] };

it('puts blocks together, and leaves fine what is to stay so', async () => {
  const indices = [3, 4, 12, 13, 14, 30, 36, 47];
  await objectives.writeBlocks([...indices.map((index) => block(index, { bad: index })), block(5, SPEED)]);
  const range = { ...ERRORS, fromMs: at(4), toMs: at(40) };
  const fine = [{ fromMs: at(12), toMs: at(24) }];
  const bins = await objectives.readBins(range, { ...hours, fine });
  expect(bins.map(({ startMs, endMs, bad }) => [startMs, endMs, bad])).toEqual([
    [at(4), at(12), 4],
    [at(12), at(13), 12],
    [at(13), at(14), 13],
    [at(14), at(15), 14],
    [at(24), at(36), 30],
    [at(36), at(40), 36],
  ]);
  expect(await objectives.readBins({ ...range, service: 'nobody' }, hours)).toEqual([]);
});

it('puts blocks together as one would by hand', async () => {
  const count = fc.integer({ min: 0, max: 1_000_000 });
  const counted = fc.uniqueArray(
    fc.record({ startMs: fc.integer({ min: 0, max: 60 }).map(at), total: count, bad: count, coveredSeconds: count }),
    { selector: ({ startMs }) => startMs },
  );
  const bound = fc.integer({ min: 0, max: 61 }).map(at);
  let rounds = 0;
  await fc.assert(
    fc.asyncProperty(counted, bound, bound, async (blocks, fromMs, toMs) => {
      rounds += 1;
      const range = { ...ERRORS, slo: `round-${rounds}`, fromMs, toMs };
      await objectives.writeBlocks(blocks.map((each) => ({ ...ERRORS, slo: range.slo, ...each })));
      const inside = blocks.filter(({ startMs }) => startMs >= fromMs && startMs < toMs);
      const bins = await objectives.readBins(range, hours);
      for (const { startMs, endMs, ...sums } of bins) {
        const within = inside.filter((each) => each.startMs >= startMs && each.startMs < endMs);
        const sum = (name: 'total' | 'bad' | 'coveredSeconds'): number =>
          within.reduce((so, each) => so + each[name], 0);
        expect(sums).toEqual({ total: sum('total'), bad: sum('bad'), coveredSeconds: sum('coveredSeconds') });
      }
      const sum = bins.reduce((so, { total }) => so + total, 0);
      expect(sum).toBe(inside.reduce((so, { total }) => so + total, 0));
    }),
    { numRuns: 30 },
  );
});

it('forgets old blocks bit by bit', async () => {
  const blocks = Array.from({ length: 10 }, (_, index) => block(index));
  await objectives.writeBlocks([...blocks, block(0, SPEED)]);
  expect(await objectives.pruneBlocks(at(7), 5)).toBe(6);
  expect((await objectives.readBlocks(everything)).map(({ startMs }) => startMs)).toEqual([5, 6, 7, 8, 9].map(at));
  expect(await objectives.pruneBlocks(at(7), 5)).toBe(2);
  expect(await objectives.pruneBlocks(at(7), 5)).toBe(0);
});

it('changes a state together with the events that explain it, or neither', async () => {
  const exhausted = someEvent({ type: 'budget.exhausted' });
  const state = { status: 'exhausted', frozen: ['deploy'] };
  expect(await objectives.states()).toEqual([]);
  expect(await objectives.changeState({ ...ERRORS, from: null, to: state }, [exhausted])).toBe(true);
  expect(await objectives.changeState({ ...ERRORS, from: null, to: 'else' }, [someEvent({ id: 'untold' })])).toBe(
    false,
  );
  const reordered = { frozen: ['deploy'], status: 'exhausted' };
  expect(await objectives.changeState({ ...ERRORS, from: reordered, to: 'ok' }, [])).toBe(true);
  expect(await objectives.states()).toEqual([{ ...ERRORS, state: 'ok' }]);
  const recorded = await store.events.read(0, 100);
  expect(recorded.map(({ id }) => id)).toEqual([exhausted.id]);
  const unreadable = someEvent({ time: 'soon' });
  await expect(objectives.changeState({ ...ERRORS, from: 'ok', to: 'bad' }, [unreadable])).rejects.toMatchObject({
    code: 'STORE_BAD_EVENT',
  });
  expect(await objectives.states()).toEqual([{ ...ERRORS, state: 'ok' }]);
});

it('brings a database up to date that has events already', async () => {
  const url = await createDatabase(server.url);
  await (await openTestStore(url)).close();
  const later = "schemaname = 'nines' and tablename not in ('events', 'cursors') and tablename not like 'migrations%'";
  for (const { tablename } of await execute(url, `select tablename from pg_tables where ${later}`)) {
    await execute(url, `drop table nines.${String(tablename)} cascade`);
  }
  await execute(url, 'drop function nines.ring_outbox');
  await execute(url, "delete from nines.migrations where name <> '0001-events'");
  await execute(url, "insert into nines.cursors values ('supervisor', 'boot:7', now())");
  const again = await openTestStore(url);
  await again.objectivesOf('shop').writeBlocks([block(0)]);
  expect(await again.cursorOf('supervisor')).toBe('boot:7');
  await again.close();
});
