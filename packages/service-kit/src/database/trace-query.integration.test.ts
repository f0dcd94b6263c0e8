import { startTestPostgres, type TestPostgres } from '@nines/testkit/postgres';
import { ServerResponse, IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createLogger } from '../logs/logger.ts';
import { RequestContext, runInContext } from '../tracing/request-context.ts';
import type { FinishedSpan } from '../tracing/span.ts';
import { createDatabase } from './database.ts';

let postgres: TestPostgres;

beforeAll(async () => {
  postgres = await startTestPostgres();
}, 30_000);

afterAll(() => postgres.remove());

/** A request whose spans are kept. */
function request(traceId: string) {
  const spans: FinishedSpan[] = [];
  const context = new RequestContext({
    trace: { traceId, spanId: 'b7ad6b7169203331', sampled: true },
    response: new ServerResponse(new IncomingMessage(new Socket())),
    timeoutMs: 1_000,
    spans: (span) => void spans.push(span),
  });
  return { spans, context };
}

describe('queries', () => {
  it('belong to the request that makes them, whichever connection of the pool they get', async () => {
    const logger = createLogger({ service: 'test', level: 'silent' });
    const database = createDatabase({ url: postgres.url, service: 'test', logger, poolSize: 2 });
    const requests = Array.from({ length: 8 }, (_unused, index) => request(`${index}`.repeat(32)));
    await sql`select 0`.execute(database); // for nobody
    await Promise.all(
      requests.map(({ context }, index) =>
        runInContext(context, async () => {
          await sql`select ${index}::int`.execute(database);
          await database.transaction().execute((transaction) => sql`select pg_sleep(0.01)`.execute(transaction));
        }),
      ),
    );
    await database.destroy();
    for (const { spans, context } of requests) {
      expect(spans.map(({ name }) => name)).toEqual(['SELECT', 'BEGIN', 'SELECT', 'COMMIT']);
      for (const { trace } of spans) {
        expect(trace).toMatchObject({ traceId: context.trace.traceId, parentSpanId: context.trace.spanId });
      }
      const [first, , slept] = spans;
      expect(first?.attributes['db.query.text']).toBe('select $1::int');
      expect((slept?.endedAt ?? 0) - (slept?.startedAt ?? 0)).toBeGreaterThan(9);
    }
  });

  it('that fail say with which code of PostgreSQL', async () => {
    const logger = createLogger({ service: 'test', level: 'silent' });
    const database = createDatabase({ url: postgres.url, service: 'test', logger });
    const { spans, context } = request('a'.repeat(32));
    await runInContext(context, () => expect(sql`select nothing`.execute(database)).rejects.toThrow());
    await database.destroy();
    expect(spans).toMatchObject([{ name: 'SELECT', failure: '42703' }]);
  });
});
