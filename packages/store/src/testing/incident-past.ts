/** A database in which many incidents are over, and how much is looked at in it for an answer. */
import { type RawBuilder, sql } from 'kysely';

import { connect } from '../connection/connect.ts';
import { readServerAddress } from '../connection/server-address.ts';
import { Sockets } from '../connection/sockets.ts';
import { SCHEMA, type StoreDatabase } from '../schema/tables.ts';
import { type QueryPlan, rowsTouched } from './rows-touched.ts';
import { execute, openTestStore } from './test-stores.ts';

/** Incidents, alerts of none, and messages of none; one a minute, all over. */
export const PAST_ROWS = 20_000;

export class IncidentPast implements AsyncDisposable {
  /** Set to the schema. */
  readonly database: StoreDatabase;

  private constructor(database: StoreDatabase) {
    this.database = database;
  }

  /** @param url - of an empty database @param more - statements that make it what is looked for */
  static async make(url: string, more: readonly string[] = []): Promise<IncidentPast> {
    await (await openTestStore(url)).close();
    const minute = 'to_timestamp(n * 60)';
    const each = `from generate_series(1, ${PAST_ROWS}) n`;
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
    for (const statement of [...statements, ...more, 'analyze']) await execute(url, statement);
    const bounds = { poolSize: 1, queryTimeoutMs: 20_000 };
    const address = readServerAddress(url);
    const database = connect({ address, sockets: new Sockets(), ...bounds, log: () => undefined });
    return new IncidentPast(database.withSchema(SCHEMA));
  }

  /** The most rows that a step of the statement has in its hands. What it changes is undone. */
  async touchedBy(statement: RawBuilder<unknown>): Promise<number> {
    await sql`begin`.execute(this.database);
    const explained = sql<{ 'QUERY PLAN': readonly QueryPlan[] }>`explain (analyze, format json) ${statement}`;
    const { rows } = await explained.execute(this.database);
    await sql`rollback`.execute(this.database);
    return rowsTouched(rows[0]?.['QUERY PLAN'][0]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.database.destroy();
  }
}
