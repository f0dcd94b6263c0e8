import type { EventFilter } from '@nines/kernel';
import { startTestPostgres, type TestPostgres } from '@nines/testkit/postgres';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { connect } from './connection/connect.ts';
import { readServerAddress } from './connection/server-address.ts';
import { Sockets } from './connection/sockets.ts';
import { selectEvents } from './events/select-events.ts';
import { correlationsNamed } from './schema/0006-correlations.ts';
import { SCHEMA, type StoreDatabase } from './schema/tables.ts';
import { type QueryPlan, rowsTouched } from './testing/rows-touched.ts';
import { execute, openTestStore } from './testing/test-stores.ts';

const EVENTS = 200_000;

let server: TestPostgres;
let database: StoreDatabase;

/** A log as it grows: types of very different frequency, many subjects, few outages. */
beforeAll(async () => {
  server = await startTestPostgres();
  const store = await openTestStore(server.url);
  await store.close();
  await execute(
    server.url,
    `insert into nines.events (id, type, source, subject, time, recorded_at, correlation_id, data)
     select 'boot:' || n, case when n % 20000 = 0 then 'rare' when n % 100 = 0 then 'seldom' else 'usual' end, 'test',
       'web-' || n % 500, now(), now(), case when n % 1000 = 0 then 'outage-' || n / 4000 end, '{"exit":137}'
     from generate_series(1, ${EVENTS}) n`,
  );
  await execute(
    server.url,
    `insert into nines.incident_revisions values ('shop', 1, 9);
     update nines.events set correlation_id = 'incident:' || sequence / 20000 where sequence % 20000 = 0`,
  );
  await execute(server.url, 'analyze nines.events');
  const address = readServerAddress(server.url);
  const bounds = { poolSize: 2, queryTimeoutMs: 10_000 };
  database = connect({ address, sockets: new Sockets(), ...bounds, log: () => undefined }).withSchema(SCHEMA);
});

afterAll(async () => {
  await database.destroy();
  await server.remove();
});

async function touchedBy(after: number, limit: number, filter: EventFilter): Promise<number> {
  const query = selectEvents(database, after, limit, filter);
  const [row] = await query.explain<{ 'QUERY PLAN': readonly QueryPlan[] }>('json', sql`analyze`);
  return rowsTouched(row?.['QUERY PLAN'][0]);
}

it.each<[string, number, EventFilter, number]>([
  ['everything from the beginning', 0, {}, 500],
  ['what is new', EVENTS - 10, {}, 10],
  ['a rare type', 0, { types: ['rare'] }, 10],
  ['rare types', 0, { types: ['rare', 'none', 'other'] }, 10],
  ['a type that never was', 0, { types: ['none'] }, 0],
  ['what is new of some types', EVENTS - 1_000, { types: ['rare', 'seldom'] }, 1_000],
  ['a subject', 0, { subject: 'web-7' }, 500],
  ['a subject that is not there', 0, { subject: 'db-7' }, 0],
  ['an outage', 0, { correlationId: 'outage-7' }, 4],
  ['all conditions together', 0, { types: ['rare'], subject: 'web-0', correlationId: 'outage-5' }, 10],
])('looks at few rows for %s', async (_what, after, filter, most) => {
  expect(await touchedBy(after, 500, filter)).toBeLessThanOrEqual(most);
});

it('looks at nothing but events of incidents where it is to be said whose they are', async () => {
  await sql`begin`.execute(database);
  const explained = sql<{ 'QUERY PLAN': readonly QueryPlan[] }>`explain (analyze, format json) ${correlationsNamed()}`;
  const { rows } = await explained.execute(database);
  await sql`rollback`.execute(database);
  expect(rowsTouched(rows[0]?.['QUERY PLAN'][0])).toBe(10);
});
