import { startTestPostgres, type TestPostgres } from '@nines/testkit/postgres';
import { type RawBuilder, sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { connect } from '../connection/connect.ts';
import { readServerAddress } from '../connection/server-address.ts';
import { Sockets } from '../connection/sockets.ts';
import type { StoreDatabase } from '../schema/tables.ts';
import { type QueryPlan, rowsTouched } from '../testing/rows-touched.ts';
import { execute, openTestStore } from '../testing/test-stores.ts';
import { deleteBlocks, selectBins, selectBlocks, selectNewest } from './block-statements.ts';
import { BLOCK_MS, type BlockRange } from './objective-store.ts';

const OBJECTIVES = 40;
/** Seventeen days. */
const BLOCKS = 5_000;

let server: TestPostgres;
let database: StoreDatabase;

beforeAll(async () => {
  server = await startTestPostgres();
  await (await openTestStore(server.url)).close();
  await execute(
    server.url,
    `insert into nines.objectives (platform, service, slo)
     select 'shop', 'web-' || n, 'errors' from generate_series(1, ${OBJECTIVES}) n`,
  );
  await execute(
    server.url,
    `insert into nines.objective_blocks
     select id, to_timestamp(n * ${BLOCK_MS / 1_000}), 100, 1, 300
     from generate_series(0, ${BLOCKS - 1}) n, nines.objectives`,
  );
  const bounds = { poolSize: 2, queryTimeoutMs: 10_000 };
  const address = readServerAddress(server.url);
  database = connect({ address, sockets: new Sockets(), ...bounds, log: () => undefined });
}, 120_000);

afterAll(async () => {
  await database.destroy();
  await server.remove();
});

async function touchedBy(statement: RawBuilder<unknown>): Promise<number> {
  const explained = sql<{ 'QUERY PLAN': readonly QueryPlan[] }>`explain (analyze, format json) ${statement}`;
  const { rows } = await explained.execute(database);
  return rowsTouched(rows[0]?.['QUERY PLAN'][0]);
}

const range = (service: number, from: number, to: number): BlockRange => ({
  ...{ service: `web-${service}`, slo: 'errors' },
  ...{ fromMs: from * BLOCK_MS, toMs: to * BLOCK_MS },
});
const hours = { binMs: 12 * BLOCK_MS, fine: [{ fromMs: 0, toMs: 12 * BLOCK_MS }] };

describe.each(['without statistics', 'with statistics'])('%s', (statistics) => {
  beforeAll(async () => {
    if (statistics === 'with statistics') await execute(server.url, 'analyze');
  });

  it.each<[string, RawBuilder<unknown>, number]>([
    ['the newest block', selectNewest('shop', BLOCKS * BLOCK_MS), OBJECTIVES],
    ['some blocks of an objective', selectBlocks('shop', range(7, 100, 388)), 288],
    ['the hours of a period', selectBins('shop', range(7, 0, 2_000), hours), 2_000],
    ['what is too old', deleteBlocks('shop', 10 * BLOCK_MS, 5), 5 * OBJECTIVES],
  ])('looks at few rows for %s', async (_what, statement, most) => {
    expect(await touchedBy(statement)).toBeLessThanOrEqual(most);
  });
});
