import { startTestPostgres, type TestPostgres } from '@nines/testkit/postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';

import type { Store } from '../store.ts';
import { execute, openTestStore } from '../testing/test-stores.ts';

let server: TestPostgres;
let stores: readonly Store[];

beforeAll(async () => {
  server = await startTestPostgres();
  stores = [await openTestStore(server.url), await openTestStore(server.url)];
});

afterAll(async () => {
  for (const store of stores) await store.close();
  await server.remove();
});

it('gives the right to deliver away as soon as the connection of who had it ends, and tells both', async () => {
  const [one, other] = stores.map((store) => store.incidentsOf('shop'));
  if (one === undefined || other === undefined) throw new Error('there are two stores');
  const first = await one.acquireOutbox(AbortSignal.timeout(20_000));
  const waiting = other.acquireOutbox(AbortSignal.timeout(20_000));
  const lost = new Promise((resolve) => first.lost.addEventListener('abort', resolve, { once: true }));
  await execute(
    server.url,
    `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted and objsubid = 2`,
  );
  await lost;
  expect(first.lost.reason).toMatchObject({ code: 'STORE_LEASE_LOST' });
  const second = await waiting;
  expect(second.epoch).toBe(first.epoch + 1);
  expect(await first.report([])).toBe(false);
  expect(await second.report([])).toBe(true);
  await second.release();
});

it('keeps the rights of platforms that share a database apart', async () => {
  const leases = await Promise.all(
    ['shop', 'bank', 'zoo'].map(async (name) =>
      stores[0]?.incidentsOf(name).acquireOutbox(AbortSignal.timeout(20_000)),
    ),
  );
  expect(leases.every((lease) => lease?.lost.aborted === false)).toBe(true);
  for (const lease of leases) await lease?.release();
});
