import { inspect } from 'node:util';

import { startTestPostgres, type TestPostgres } from '@nines/testkit/postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createDatabase, execute, openTestStore } from './testing/test-stores.ts';

const PASSWORD = 'hunter2-hunter2';

let server: TestPostgres;

beforeAll(async () => {
  server = await startTestPostgres({ password: PASSWORD });
});

afterAll(() => server.remove());

/** The error that opening fails with; at once, unless `timeoutMs` is given. */
async function failureOf(url: string, timeoutMs = 10_000): Promise<Error> {
  try {
    const store = await openTestStore(url, { timeoutMs });
    await store.close();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('the store was opened');
}

it('opens a database that is empty, and one that was opened before, and leaves `public` alone', async () => {
  const url = await createDatabase(server.url);
  for (let round = 0; round < 2; round += 1) {
    const store = await openTestStore(url);
    expect(await store.events.lastSequence()).toBe(0);
    await store.close();
  }
  const outside = await execute(url, "select relname from pg_class where relnamespace = 'public'::regnamespace");
  expect(outside).toEqual([]);
});

it('opens a database that many open at once', async () => {
  const url = await createDatabase(server.url);
  const stores = await Promise.all(Array.from({ length: 8 }, () => openTestStore(url, { poolSize: 2 })));
  for (const store of stores) await store.close();
  expect(await execute(url, 'select name from nines.migrations')).toEqual([
    { name: '0001-events' },
    { name: '0002-objectives' },
    { name: '0003-incidents' },
    { name: '0004-retention' },
    { name: '0005-bundles' },
    { name: '0006-correlations' },
  ]);
});

it('takes over what an earlier version was just sending as one message', async () => {
  const url = await createDatabase(server.url);
  await (await openTestStore(url)).close();
  await execute(url, 'alter table nines.outbox drop column bundle; drop index nines.outbox_loud');
  await execute(url, "delete from nines.migrations where name >= '0005'");
  await execute(
    url,
    `insert into nines.outbox (platform, key, channel, notification, state, decided_at, due_at)
     select 'shop', key, channel, '{}', state, now(), now()
     from (values ('a', 'email', 'pending'), ('b', 'email', 'sending'), ('c', 'email', 'sending'), ('d', 'slack', 'sending'))
       as given (key, channel, state)`,
  );
  await (await openTestStore(url)).close();
  expect(await execute(url, 'select key, bundle from nines.outbox order by key')).toEqual([
    { key: 'a', bundle: null },
    { key: 'b', bundle: 'b' },
    { key: 'c', bundle: 'b' },
    { key: 'd', bundle: 'd' },
  ]);
});

describe('what an earlier version wrote of incidents, without whose they are', () => {
  const correlations = async (...platforms: readonly string[]): Promise<readonly unknown[]> => {
    const url = await createDatabase(server.url);
    await (await openTestStore(url)).close();
    await execute(url, "delete from nines.migrations where name = '0006-correlations'");
    await execute(url, "insert into nines.incident_revisions values ('quiet', 3, 0)");
    for (const platform of platforms) {
      await execute(url, `insert into nines.incident_revisions values ('${platform}', 7, 12)`);
    }
    await execute(
      url,
      `insert into nines.events (id, type, source, subject, time, recorded_at, correlation_id, data)
       select 'id-' || n, 'alert.fired', 'test', 'web', now(), now(), correlation, '{}'
       from unnest(array['incident:1', 'incident:12', 'incident:x', 'f1:2026-11-10T09:00:00.000Z', null])
         with ordinality as given (correlation, n)`,
    );
    for (let opened = 0; opened < 2; opened += 1) await (await openTestStore(url)).close();
    const rows = await execute(url, 'select id, correlation_id from nines.events order by id');
    expect(rows.map(({ id }) => id)).toEqual(['id-1', 'id-2', 'id-3', 'id-4', 'id-5']);
    return rows.map(({ correlation_id: correlation }) => correlation);
  };
  const OTHERS = ['incident:x', 'f1:2026-11-10T09:00:00.000Z', null];

  it("is the one platform's that had incidents", async () => {
    expect(await correlations('shop')).toEqual(['incident:shop/1', 'incident:shop/12', ...OTHERS]);
  });

  it('stays as it is where several had, or none', async () => {
    expect(await correlations('shop', 'depot')).toEqual(['incident:1', 'incident:12', ...OTHERS]);
    expect(await correlations()).toEqual(['incident:1', 'incident:12', ...OTHERS]);
  });
});

it('waits for a server that is only starting', async () => {
  const url = await createDatabase(server.url);
  await server.kill();
  const logged: string[] = [];
  const opening = openTestStore(url, { log: (message) => logged.push(message) });
  await expect.poll(() => logged).toEqual(['waiting for the database']);
  await server.start();
  const store = await opening;
  expect(await store.events.lastSequence()).toBe(0);
  await store.close();
});

it('gives up on a server that does not come', async () => {
  const error = await failureOf('postgres://nines@127.0.0.1:1/nines', 200);
  expect(error).toMatchObject({ code: 'STORE_UNREACHABLE' });
  expect(error.message).toContain('nines@127.0.0.1:1/nines');
});

it('stops waiting when the caller does', async () => {
  const stop = new AbortController();
  const log = (): void => stop.abort(new Error('shutting down'));
  const opening = openTestStore('postgres://nines@127.0.0.1:1/nines', { signal: stop.signal, log });
  await expect(opening).rejects.toThrow('shutting down');
  await expect(openTestStore(server.url, { signal: stop.signal })).rejects.toThrow('shutting down');
});

it('refuses a database that a newer version was at, and changes nothing there', async () => {
  const url = await createDatabase(server.url);
  await (await openTestStore(url)).close();
  await execute(url, "insert into nines.migrations values ('9999-telepathy', '2030-01-01T00:00:00.000Z')");
  const error = await failureOf(url);
  expect(error).toMatchObject({ code: 'STORE_NEWER' });
  expect(error.message).toContain('9999-telepathy');
});

it('makes all of the schema or nothing', async () => {
  const url = await createDatabase(server.url);
  await execute(url, 'create schema nines; create table nines.cursors (mine int)');
  await expect(failureOf(url)).resolves.toMatchObject({ code: 'STORE_MIGRATION_FAILED' });
  expect(await execute(url, "select to_regclass('nines.events') as events")).toEqual([{ events: null }]);
  await execute(url, 'drop table nines.cursors');
  await (await openTestStore(url)).close();
});

it('tells a role that may not create the schema what to ask for', async () => {
  const url = await createDatabase(server.url);
  await execute(url, `create role guest login password '${PASSWORD}'`);
  const asGuest = url.replace('//postgres:', '//guest:');
  const error = await failureOf(asGuest);
  expect(error).toMatchObject({ code: 'STORE_PERMISSION' });
  const [advice] = /CREATE SCHEMA.*?;.*?(?=;)/.exec(error.message) ?? [];
  await execute(url, advice ?? '');
  await (await openTestStore(asGuest)).close();
});

it('refuses a database that cannot hold every text', async () => {
  await execute(server.url, "create database latin encoding 'LATIN1' template template0");
  const error = await failureOf(server.url.replace(/\/postgres$/, '/latin'));
  expect(error).toMatchObject({ code: 'STORE_ENCODING' });
});

it.each([
  ['a wrong password', (url: string) => url.replace(PASSWORD, 'wrong')],
  ['no password', (url: string) => url.replace(`:${PASSWORD}`, '')],
  ['an unknown role', (url: string) => url.replace('//postgres:', '//nobody:')],
  ['an unknown database', (url: string) => url.replace(/\/postgres$/, '/nowhere')],
  ['a server without TLS', (url: string) => `${url}?sslmode=verify-full`],
])('is not let in with %s', async (_what, change) => {
  const error = await failureOf(change(server.url));
  expect(error).toMatchObject({ code: 'STORE_REFUSED' });
  expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(PASSWORD);
});

it.each([
  ['mysql://nines@localhost/nines'],
  ['localhost'],
  [''],
  [`postgres://nines:${PASSWORD}/x@localhost/nines`],
  [`postgres://nines:5432#${PASSWORD}@localhost/nines`],
  [`postgres://nines:${PASSWORD}?@localhost/nines`],
  [`postgres://nines:${PASSWORD}@local host:x/nines`],
  [`postgres://nines:${PASSWORD}@localhost/nines?sslrootcert=/nowhere/ca.pem`],
])('does not take %s for an address, and does not quote it', async (url) => {
  const error = await failureOf(url);
  expect(error).toMatchObject({ code: 'STORE_BAD_URL' });
  expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(PASSWORD);
});

it('shows the password nowhere while the server is away', async () => {
  const facts: unknown[] = [];
  const url = await createDatabase(server.url);
  const store = await openTestStore(url, { log: (...logged) => facts.push(logged) });
  await server.stop();
  const error: unknown = await store.events.read(0, 1).catch((reason: unknown) => reason);
  await expect.poll(() => facts.length).toBeGreaterThan(0);
  expect(inspect([error, facts], { depth: 10, showHidden: true })).not.toContain(PASSWORD);
  await store.close();
  await server.start();
});
