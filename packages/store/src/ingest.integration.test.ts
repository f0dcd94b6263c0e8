import type { NewEvent } from '@nines/kernel';
import { someEvent } from '@nines/testkit/event-log-contract';
import { startTestPostgres, type TestPostgres } from '@nines/testkit/postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';

import type { Store } from './store.ts';
import { createDatabase, execute, openTestStore } from './testing/test-stores.ts';

let server: TestPostgres;
let url: string;
let store: Store;

beforeAll(async () => {
  server = await startTestPostgres();
  url = await createDatabase(server.url);
  store = await openTestStore(url);
});

afterAll(async () => {
  await store.close();
  await server.remove();
});

const spooled = (sequence: number) => someEvent({ id: `boot:${sequence}`, source: 'supervisor' });
const idsOf = async (source: string): Promise<string[]> =>
  (await store.events.read(0, 1_000)).filter((event) => event.source === source).map((event) => event.id);

it('knows how far a spool has been taken in, also after it was opened again', async () => {
  expect(await store.cursorOf('supervisor')).toBeUndefined();
  await store.ingest('supervisor', { from: undefined, to: 'boot:2' }, [spooled(1), spooled(2)]);
  await store.ingest('supervisor', { from: 'boot:2', to: 'boot:4' }, [spooled(2), spooled(3), spooled(4)]); // read again after a crash
  await store.ingest('supervisor', { from: 'boot:4', to: 'boot:5' }, []);
  const again = await openTestStore(url);
  expect(await again.cursorOf('supervisor')).toBe('boot:5');
  expect(await again.cursorOf('mesh')).toBeUndefined();
  await again.close();
  expect(await idsOf('supervisor')).toEqual(['boot:1', 'boot:2', 'boot:3', 'boot:4']);
});

it('moves the cursor only together with the events', async () => {
  await store.ingest('mesh', { from: undefined, to: 'm:1' }, [someEvent({ id: 'm:1', source: 'mesh' })]);
  const unreadable = someEvent({ id: 'm:3', source: 'mesh', time: 'soon' });
  await expect(
    store.ingest('mesh', { from: 'm:1', to: 'm:3' }, [someEvent({ id: 'm:2', source: 'mesh' }), unreadable]),
  ).rejects.toMatchObject({ code: 'STORE_BAD_EVENT' });
  expect(await store.cursorOf('mesh')).toBe('m:1');
  expect(await idsOf('mesh')).toEqual(['m:1']);
});

it('takes in nothing where it was read to somewhere else by now, or begins anew', async () => {
  const late = [someEvent({ id: 'late', source: 'moved' })];
  const moved = { code: 'STORE_CURSOR_MOVED' };
  await expect(store.ingest('moved', { from: 'm:1', to: 'm:2' }, late)).rejects.toMatchObject(moved);
  await store.ingest('moved', { from: undefined, to: 'm:2' }, []);
  await expect(store.ingest('moved', { from: undefined, to: 'm:3' }, late)).rejects.toMatchObject(moved);
  await expect(store.ingest('moved', { from: 'm:1', to: 'm:3' }, late)).rejects.toMatchObject(moved);
  expect(await store.cursorOf('moved')).toBe('m:2');
  expect(await idsOf('moved')).toEqual([]);
});

/** Four at a time, of which one moves the cursor. */
async function takenInByOne(store: Store, source: string, events: readonly NewEvent[]): Promise<void> {
  const takenIn = [1, 2, 3, 4].map(async () => store.ingest(source, { from: undefined, to: `${source}:49` }, events));
  const outcomes = await Promise.allSettled(takenIn);
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'STORE_CURSOR_MOVED' });
  }
}

it('takes in the same part of a spool once when two do it at the same time', async () => {
  const events = Array.from({ length: 50 }, (_, index) => someEvent({ id: `twin:${index}`, source: 'twin' }));
  await takenInByOne(store, 'twin', events);
  expect(await idsOf('twin')).toEqual(events.map((event) => event.id));
});

it('does so where the database would rather have transactions serializable', async () => {
  await execute(url, "alter role postgres set default_transaction_isolation = 'serializable'");
  const strict = await openTestStore(url);
  const events = Array.from({ length: 50 }, (_, index) => someEvent({ id: `strict:${index}`, source: 'strict' }));
  await takenInByOne(strict, 'strict', events);
  await Promise.all([1, 2, 3, 4].map(() => strict.events.append(events)));
  await strict.close();
  expect(await idsOf('strict')).toHaveLength(50);
});

it('takes in a whole spool at once', async () => {
  const events = Array.from({ length: 20_000 }, () => someEvent({ type: 'long', data: { text: 'x'.repeat(500) } }));
  await store.ingest('long', { from: undefined, to: 'end' }, events);
  expect(await store.events.read(0, 30_000, { types: ['long'] })).toHaveLength(20_000);
});

it.each([
  ['an id that is too long', { id: 'x'.repeat(1_000_000) + Math.random().toString() }],
  ['a year that is too far away', { time: '+275760-01-01T00:00:00.000Z' }],
])('refuses an event with %s', async (_what, fields) => {
  await expect(store.events.append([someEvent(fields)])).rejects.toMatchObject({ code: 'STORE_BAD_EVENT' });
});
