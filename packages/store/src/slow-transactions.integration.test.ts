import { setTimeout as sleep } from 'node:timers/promises';

import type { RecordedEvent } from '@nines/kernel';
import { collect, someEvent } from '@nines/testkit/event-log-contract';
import { startTestPostgres, type TestPostgres } from '@nines/testkit/postgres';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';

import type { Store } from './store.ts';
import { createDatabase, execute, openTestStore } from './testing/test-stores.ts';

const WRITERS = 12;
const ROUNDS = 25;
const FOLLOWERS = 8;

/** Makes a commit last a while, and sometimes fail, after all statements are through. */
const SLOW_COMMITS = `
  create function slow_commit() returns trigger language plpgsql as $$
  begin
    perform pg_sleep((new.data->>'commitMs')::float / 1000);
    if (new.data->>'failing')::boolean then raise exception 'refused at commit'; end if;
    return null;
  end $$;
  create constraint trigger slow_commit after insert on nines.events deferrable initially deferred
  for each row execute function slow_commit()`;

let server: TestPostgres;
const open: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  server = await startTestPostgres();
});

afterAll(async () => {
  for (const store of open) await store.close();
  await server.remove();
});

async function openOn(url: string): Promise<Store> {
  const store = await openTestStore(url);
  open.push(store);
  return store;
}

/** mulberry32: the schedule of a failed run can be had again by its seed. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One transaction of the soak; returns the ids that it committed. */
async function write(store: Store, random: () => number): Promise<readonly string[]> {
  const [breaks, fails] = [random() < 0.15, random() < 0.15];
  const count = 1 + Math.floor(random() * 3);
  const events = Array.from({ length: count }, () =>
    someEvent({ data: { commitMs: random() < 0.1 ? 30 : random() * 4, failing: fails } }),
  );
  const [before, after] = [random() * 20, random() * 40];
  try {
    await store.transaction(async ({ database, record }) => {
      await sleep(before);
      record(...events);
      const cursor = { source: events[0]?.id ?? '', position: 'x', moved_at: new Date() };
      await database.insertInto('cursors').values(cursor).execute();
      await sleep(after);
      if (breaks) throw new Error('changed its mind');
    });
  } catch (error) {
    if (breaks || fails) return [];
    throw error;
  }
  return events.map((event) => event.id);
}

it(
  'shows followers every event, once and in one order, whatever slow transactions do',
  { timeout: 60_000 },
  async () => {
    const seed = Date.now() % 2 ** 31;
    const random = seeded(seed);
    const url = await createDatabase(server.url);
    const stores = [await openOn(url), await openOn(url)]; // as two processes would
    await execute(url, SLOW_COMMITS);
    const followed: { after: number; events: RecordedEvent[]; ended: Promise<void> }[] = [];
    const stop = new AbortController();
    const follow = (store: Store, after: number): void => {
      const events: RecordedEvent[] = [];
      const ended = (async () => {
        for await (const event of store.events.follow(after, stop.signal)) events.push(event);
      })();
      followed.push({ after, events, ended });
    };
    const committed: string[] = [];
    const writers = Array.from({ length: WRITERS }, async (_, writer) => {
      const store = stores[writer % 2];
      for (let round = 0; store !== undefined && round < ROUNDS; round += 1) {
        committed.push(...(await write(store, random)));
        if (random() >= 0.2) continue;
        const after = Math.floor(random() * (await store.events.lastSequence()));
        if (followed.length < FOLLOWERS) follow(store, after);
      }
    });
    await Promise.all(writers);

    const [store] = stores;
    const all = (await store?.events.read(0, 100_000)) ?? [];
    const last = all.at(-1)?.sequence ?? 0;
    while (followed.some(({ events }) => events.at(-1)?.sequence !== last)) await sleep(10);
    stop.abort();
    await Promise.all(followed.map(({ ended }) => ended));
    expect(followed, `seed ${seed}`).toHaveLength(FOLLOWERS);
    expect(all.map((event) => event.id).sort(), `seed ${seed}`).toEqual(committed.sort());
    for (const { after, events } of followed) {
      expect(events, `seed ${seed}`).toEqual(all.filter((event) => event.sequence > after));
    }
    const states = await execute(url, 'select source from nines.cursors order by source collate "C"');
    const explained = all.map((event) => event.id).filter((id) => states.some((state) => state['source'] === id));
    expect(explained, 'state and events commit together').toHaveLength(states.length);
  },
);

/** Adds an event on a connection of its own and holds back the commit; returns the commit. */
async function beginAppending(url: string): Promise<() => Promise<void>> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query('begin');
  await client.query(`insert into nines.events (id, type, source, subject, time, recorded_at, data)
    values ('slow', 'a', 'b', 'c', now(), now(), '{}')`);
  return async () => {
    await client.query('commit');
    await client.end();
  };
}

it('makes whoever writes to the table wait for those before it', async () => {
  const url = await createDatabase(server.url);
  const store = await openOn(url);
  const following = collect(store.events, 0, 2);
  const commit = await beginAppending(url);
  const appending = store.events.append([someEvent({ id: 'fast' })]);
  await waitingForLock(url);
  expect(await store.events.read(0, 10)).toEqual([]);
  await commit();
  await appending;
  expect((await following).map((event) => event.id)).toEqual(['slow', 'fast']);
});

it('would skip events if writers did not take turns', async () => {
  const url = await createDatabase(server.url);
  const store = await openOn(url);
  await execute(url, 'alter table nines.events disable trigger events_take_turns');
  const following = store.events.follow(0, AbortSignal.timeout(20_000))[Symbol.asyncIterator]();
  const nextId = async (): Promise<unknown> => {
    const next = await following.next();
    return next.done === true ? undefined : next.value.id;
  };
  const commit = await beginAppending(url);
  await store.events.append([someEvent({ id: 'fast' })]);
  expect(await nextId()).toBe('fast');
  await commit();
  await store.events.append([someEvent({ id: 'last' })]);
  expect(await nextId()).toBe('last'); // and never 'slow'
});

async function waitingForLock(url: string): Promise<void> {
  for (;;) {
    const waiting = await execute(url, "select 1 from pg_locks where locktype = 'advisory' and not granted");
    if (waiting.length > 0) return;
    await sleep(5);
  }
}
