import { setTimeout as sleep } from 'node:timers/promises';

import type { NewEvent } from '@nines/kernel';
import { collect, someEvent } from '@nines/testkit/event-log-contract';
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
  store = await openTestStore(url, { pollMs: 60_000 }); // what is seen soon is seen because the bell rang
});

afterAll(async () => {
  await store.close();
  await server.remove();
});

/** Appends as a careful writer does: again, while it does not know that it succeeded. */
async function appendAtLast(event: NewEvent): Promise<void> {
  for (;;) {
    try {
      await store.events.append([event]);
      return;
    } catch (error) {
      expect(error).toMatchObject({ code: 'STORE_UNREACHABLE' });
      await sleep(5);
    }
  }
}

it('loses nothing and repeats nothing when the server is killed and comes back', async () => {
  const before = await store.events.lastSequence();
  const events = Array.from({ length: 300 }, () => someEvent());
  const followers = [collect(store.events, before, 300), collect(store.events, before, 300, { subject: 'web-0' })];
  const writing = (async () => {
    for (const event of events) await appendAtLast(event);
  })();
  for (let round = 0; round < 3; round += 1) {
    await collect(store.events, before, 20 + round * 80);
    await server.kill();
    await server.start();
  }
  await writing;
  for (const seen of await Promise.all(followers)) {
    expect(seen.map((event) => event.id)).toEqual(events.map((event) => event.id));
  }
});

it('hears of events again after its listening connection was ended', async () => {
  await execute(url, "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'nines events'");
  const before = await store.events.lastSequence();
  const following = collect(store.events, before, 1);
  await store.events.append([someEvent({ id: 'after the loss' })]);
  expect((await following)[0]?.id).toBe('after the loss');
});

it('looks by itself where no notification comes', async () => {
  const deaf = await openTestStore(url, { pollMs: 20 });
  await execute(url, 'alter table nines.events disable trigger events_ring');
  const before = await deaf.events.lastSequence();
  const following = collect(deaf.events, before, 3);
  for (let round = 1; round <= 3; round += 1) {
    await deaf.events.append([someEvent()]);
    await collect(deaf.events, before, round);
  }
  expect(await following).toHaveLength(3);
  await deaf.close();
  await execute(url, 'alter table nines.events enable trigger events_ring');
});

it('says that the server is away, and ends followers when it is closed meanwhile', async () => {
  const other = await openTestStore(url);
  const following = (async () => {
    for await (const _event of other.events.follow(Number.MAX_SAFE_INTEGER, new AbortController().signal));
  })();
  await server.stop();
  await expect(other.events.lastSequence()).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' });
  await expect(other.ingest('supervisor', { from: undefined, to: 'boot:1' }, [])).rejects.toMatchObject({
    code: 'STORE_UNREACHABLE',
  });
  await other.close();
  await following;
  await server.start();
});
