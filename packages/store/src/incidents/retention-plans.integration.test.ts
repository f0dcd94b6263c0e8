import { startTestPostgres, type TestPostgres } from '@nines/testkit/postgres';
import { type RawBuilder, sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { connect } from '../connection/connect.ts';
import { readServerAddress } from '../connection/server-address.ts';
import { Sockets } from '../connection/sockets.ts';
import type { StoreDatabase } from '../schema/tables.ts';
import { type QueryPlan, rowsTouched } from '../testing/rows-touched.ts';
import { execute, openTestStore } from '../testing/test-stores.ts';
import { deleteAlerts, deleteIncidents, deleteMessages } from './retention-statements.ts';

/** Of each kind; one a minute. */
const ROWS = 20_000;
const BATCH = 50;
/** Of everything only the first hundred are older. */
const BEFORE = '1970-01-01T01:40:00.000Z';

let server: TestPostgres;
let database: StoreDatabase;

beforeAll(async () => {
  server = await startTestPostgres();
  await (await openTestStore(server.url)).close();
  const minute = 'to_timestamp(n * 60)';
  const each = `from generate_series(1, ${ROWS}) n`;
  const statements = [
    `insert into nines.incidents
     select 'shop', n, 'resolved', 3, null, '{web}', ${minute}, ${minute}, null, false, '{"links":[]}' ${each}`,
    `insert into nines.alerts
     select 'shop', kind || n, ${minute}, ${minute}, '{}', '{}', ${minute}, case when kind = 'of' then n end
     ${each}, unnest(array['of', 'loose']) kind`,
    `insert into nines.outbox (platform, key, channel, incident, notification, state, decided_at, due_at)
     select 'shop', kind || n, 'slack', case when kind = 'of' then n end, '{}', 'sent', ${minute}, ${minute}
     ${each}, unnest(array['of', 'plain']) kind`,
  ];
  for (const statement of [...statements, 'analyze']) await execute(server.url, statement);
  const bounds = { poolSize: 1, queryTimeoutMs: 20_000 };
  const address = readServerAddress(server.url);
  database = connect({ address, sockets: new Sockets(), ...bounds, log: () => undefined });
}, 120_000);

afterAll(async () => {
  await database.destroy();
  await server.remove();
});

/** Of a statement that is undone. */
async function touchedBy(statement: RawBuilder<unknown>): Promise<number> {
  await sql`begin`.execute(database);
  const explained = sql<{ 'QUERY PLAN': readonly QueryPlan[] }>`explain (analyze, format json) ${statement}`;
  const { rows } = await explained.execute(database);
  await sql`rollback`.execute(database);
  return rowsTouched(rows[0]?.['QUERY PLAN'][0]);
}

it.each<[string, RawBuilder<unknown>]>([
  ['incidents', deleteIncidents('shop', BEFORE, BATCH)],
  ['alerts', deleteAlerts('shop', BEFORE, BATCH)],
  ['messages', deleteMessages('shop', BEFORE, BATCH)],
])('looks at few rows to forget %s', async (_what, statement) => {
  expect(await touchedBy(statement)).toBeLessThanOrEqual(2 * BATCH);
});
