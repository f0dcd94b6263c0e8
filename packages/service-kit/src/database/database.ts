/** One service's part of the shared database: its own schema, a small pool, typed queries. */
import { Kysely, PostgresDialect } from 'kysely';
import { Pool } from 'pg';

import type { Logger } from '../logs/logger.ts';
import { traceQuery } from './trace-query.ts';

export interface DatabaseOptions {
  /** `postgres://user:password@host:port/database`. */
  readonly url: string;
  /** Service name; shown by PostgreSQL as the application's name. */
  readonly service: string;
  readonly logger: Logger;
  /** Connections at most. @defaultValue 5 */
  readonly poolSize?: number;
  /** Limit of one statement, ms, at the server and here. @defaultValue 5_000 */
  readonly statementTimeoutMs?: number;
}

/** How long a request waits for a connection, ms: longer means the database is away or overloaded. */
const CONNECT_TIMEOUT_MS = 2_000;

/**
 * Opens a pool; connects on first use. While the database is away queries reject (the service answers 503
 * `DATABASE_UNAVAILABLE`), and they work again as soon as it is back. End it with `destroy()`.
 */
export function createDatabase<TSchema>(options: DatabaseOptions): Kysely<TSchema> {
  const { url, service, logger, poolSize = 5, statementTimeoutMs = 5_000 } = options;
  const pool = new Pool({
    connectionString: url,
    application_name: service,
    max: poolSize,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: 30_000,
    statement_timeout: statementTimeoutMs,
    query_timeout: statementTimeoutMs + 1_000, // for a server that does not even notice its own limit
  });
  pool.on('error', (err) => logger.warn({ err }, 'An idle database connection was lost'));
  // A connection that is lost between two statements of a transaction would otherwise end the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return new Kysely<TSchema>({ dialect: new PostgresDialect({ pool }), log: traceQuery });
}
