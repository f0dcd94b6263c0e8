/** The pool that all queries go through, except listening. */
import { messageOf } from '@nines/kernel';
import { CompiledQuery, Kysely, PostgresDialect } from 'kysely';
import { Pool } from 'pg';

import type { StoreTables } from '../schema/tables.ts';
import type { StoreLog } from '../store-log.ts';
import type { ServerAddress } from './server-address.ts';
import type { Sockets } from './sockets.ts';

const CONNECT_TIMEOUT_MS = 5_000;
/** A process that was stopped amid a transaction must not keep the others from appending. */
const IDLE_IN_TRANSACTION_MS = 30_000;
/** A server that is well gives up by itself first, so that the connection stays good. */
const ANSWER_GRACE_MS = 1_000;

/** Whatever the database's default is: at a stricter level those who wait for their turn would be refused it. */
const READ_COMMITTED = CompiledQuery.raw("set default_transaction_isolation = 'read committed'");

export interface ConnectOptions {
  readonly address: ServerAddress;
  readonly sockets: Sockets;
  /** Connections at most. */
  readonly poolSize: number;
  /** What one statement may take, ms. */
  readonly queryTimeoutMs: number;
  readonly log: StoreLog;
}

/** Opens a pool; it connects on first use. End it with `destroy()`. */
export function connect({ address, sockets, poolSize, queryTimeoutMs, log }: ConnectOptions): Kysely<StoreTables> {
  const pool = new Pool({
    connectionString: address.url,
    application_name: 'nines',
    max: poolSize,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    statement_timeout: queryTimeoutMs,
    idleTimeoutMillis: queryTimeoutMs, // so that whatever is silent for longer hangs
    stream: () => sockets.create(queryTimeoutMs + ANSWER_GRACE_MS),
    keepAlive: true,
  });
  pool.on('error', (error) => log('an idle database connection was lost', { reason: messageOf(error) }));
  // A connection that is lost between two statements of a transaction would otherwise end the process; the next
  // statement fails by itself.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const dialect = new PostgresDialect({
    pool,
    onCreateConnection: async (connection) => {
      await connection.executeQuery(READ_COMMITTED);
    },
  });
  return new Kysely<StoreTables>({ dialect });
}
