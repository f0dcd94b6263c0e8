import { openStore, type Store } from '@nines/store';
import { systemClock } from '@nines/system-clock';
import { someIncident, someNotification } from '@nines/testkit/incident-samples';
import { startTestPostgres, type TestPostgres } from '@nines/testkit/postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TestChannel } from '../testing/test-channel.ts';
import { Courier } from './courier.ts';

const PLATFORM = 'shop';

let server: TestPostgres;
const stores: Store[] = [];

beforeAll(async () => {
  server = await startTestPostgres();
  for (let count = 0; count < 2; count += 1) {
    const signal = AbortSignal.timeout(20_000);
    stores.push(await openStore({ url: server.url, clock: systemClock, signal, pollMs: 500 }));
  }
});

afterAll(async () => {
  for (const store of stores) await store.close();
  await server.remove();
});

/** A courier of a server, which has the channel and the database in common with another by mistake. */
function startCourier(store: Store | undefined, channel: TestChannel): () => Promise<void> {
  if (store === undefined) throw new Error('there is no store');
  const notifiers = new Map([[channel.channel, channel]]);
  const [log, random, clock] = [() => undefined, Math.random, systemClock];
  const courier = new Courier({ store: store.incidentsOf(PLATFORM), notifiers: () => notifiers, clock, log, random });
  const stop = new AbortController();
  const running = courier.run(stop.signal);
  return async () => {
    stop.abort();
    await running;
  };
}

it('sends nothing twice and loses nothing where two servers share a database, whichever of them is stopped', async () => {
  const [first, second] = stores.map((store) => store.incidentsOf(PLATFORM));
  const channel = new TestChannel('hook', systemClock);
  const couriers = stores.map((store) => startCourier(store, channel));
  const keys: string[] = [];
  for (let number = 1; number <= 60; number += 1) {
    const notification = someNotification({ incident: someIncident({ number }), at: new Date().toISOString() });
    keys.push(notification.key);
    await (number % 2 === 0 ? first : second)?.tell([{ channel: 'hook', notification }]);
    const index = number % 40 === 0 ? 1 : 0;
    if (number % 20 !== 0) continue;
    await couriers[index]?.();
    couriers[index] = startCourier(stores[index], channel);
  }
  await expect.poll(() => new Set(channel.taken.flatMap((message) => message.keys)).size).toBe(keys.length);
  for (const stop of couriers) await stop();
  expect(channel.taken.flatMap((message) => message.keys).toSorted()).toEqual(keys.toSorted());
  const messages = (await first?.messages(keys)) ?? [];
  expect(messages.map(({ state, attempts }) => `${state} ${attempts}`)).toEqual(keys.map(() => 'sent 1'));
});
