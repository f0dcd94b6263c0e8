import { hasCode } from '@nines/kernel';
import { someEvent } from '@nines/testkit/event-log-contract';
import { startTestPostgres, type TestPostgres } from '@nines/testkit/postgres';
import { systemClock } from '@nines/system-clock';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';

import { openStore } from './open-store.ts';
import type { Store } from './store.ts';
import { createDatabase, execute, openTestStore } from './testing/test-stores.ts';

let server: TestPostgres;
let url: string;
let store: Store;
let thaw: () => void = () => undefined;

beforeAll(async () => {
  server = await startTestPostgres();
});

afterAll(async () => {
  await server.remove();
});

beforeEach(async () => {
  url = await createDatabase(server.url);
  store = await openTestStore(url, { queryTimeoutMs: 200 });
  await store.events.append([someEvent()]); // one connection is there
});

afterEach(async () => {
  thaw();
  await store.close();
});

/** Sockets that keep this process alive. */
const openSockets = (): number =>
  process.getActiveResourcesInfo().filter((name) => name === 'PipeWrap' || name === 'TCPSocketWrap').length;

it('gives up on a server that does not answer, and goes on when it does', { timeout: 20_000 }, async () => {
  const events = [someEvent(), someEvent()];
  thaw = server.freeze();
  await expect(store.ingest('supervisor', { from: undefined, to: 'boot:2' }, events)).rejects.toMatchObject({
    code: 'STORE_UNREACHABLE',
  });
  await expect(store.events.append(events)).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' });
  await expect(store.events.lastSequence()).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' });
  thaw();
  await atLast(() => store.events.append(events.slice(0, 1)));
  await atLast(() => store.ingest('supervisor', { from: undefined, to: 'boot:2' }, events));
  const stored = await execute(url, 'select id from nines.events where sequence > 1 order by sequence');
  expect(stored, 'what is said to be stored is committed').toEqual(events.map(({ id }) => ({ id })));
  const held = await execute(url, "select 1 from pg_stat_activity where state like 'idle in transaction%'");
  expect(held, 'no transaction is left behind').toEqual([]);
});

it('does not wait for ever for its turn to append', async () => {
  const slow = await openTestStore(url);
  const held = Promise.withResolvers<undefined>();
  const holding = slow.transaction(async ({ database }) => {
    await database
      .insertInto('events')
      .values({
        ...{ id: 'held', type: 'a', source: 'b', subject: 'c', correlation_id: null, data: {} },
        ...{ time: new Date(), recorded_at: new Date() },
      })
      .execute();
    held.resolve(undefined);
    await expect(store.events.append([someEvent()])).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' });
  });
  await held.promise;
  await holding;
  await store.events.append([someEvent()]);
  await slow.close();
});

it('closes soon though the server hangs, whatever is under way, and lets the process end', async () => {
  const before = openSockets();
  const patient = await openTestStore(url, { queryTimeoutMs: 60_000 });
  await Promise.all([patient.events.lastSequence(), patient.events.lastSequence()]); // one of them will be idle
  thaw = server.freeze();
  const asking = patient.ingest('supervisor', { from: undefined, to: 'boot:1' }, [someEvent()]);
  const refused = expect(asking).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' });
  const startedMs = performance.now();
  await patient.close();
  expect(performance.now() - startedMs).toBeLessThan(4_000);
  await refused;
  await expect.poll(openSockets).toBeLessThanOrEqual(before);
});

it('leaves nothing open where opening is cancelled while the server hangs', async () => {
  const before = openSockets();
  thaw = server.freeze();
  const opening = openStore({ url, clock: systemClock, signal: AbortSignal.timeout(300) });
  await expect(opening).rejects.toMatchObject({ name: 'TimeoutError' });
  await expect.poll(openSockets).toBeLessThanOrEqual(before);
});

/** As a careful writer does: again, while the server is away. */
async function atLast(work: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await work();
      return;
    } catch (error) {
      if (!hasCode(error, 'STORE_UNREACHABLE')) throw error;
    }
  }
}
