/** From a connection string to a store that is ready. */
import type { Clock } from '@nines/kernel';

import { connect } from './connection/connect.ts';
import { Doorbell } from './connection/doorbell.ts';
import { readServerAddress } from './connection/server-address.ts';
import { Sockets } from './connection/sockets.ts';
import { whenReachable } from './connection/when-reachable.ts';
import { PostgresStore } from './postgres-store.ts';
import { migrate } from './schema/migrate.ts';
import { SCHEMA } from './schema/tables.ts';
import type { StoreLog } from './store-log.ts';
import type { Store } from './store.ts';

export interface OpenStoreOptions {
  /** Connection string as `pg` reads it, TLS options included. Its password appears in no error and no log. */
  readonly url: string;
  readonly clock: Clock;
  /** Cancels the opening; what is open is ended by `close`. */
  readonly signal: AbortSignal;
  readonly log?: StoreLog;
  /** How long a server may take to come up, ms. @defaultValue 30_000 */
  readonly timeoutMs?: number;
  /** Connections at most, besides the one that listens. @defaultValue 10 */
  readonly poolSize?: number;
  /** What one statement may take until the server counts as away, ms. @defaultValue 10_000 */
  readonly queryTimeoutMs?: number;
  /** How long a follower waits when no notification comes, ms. @defaultValue 5_000 */
  readonly pollMs?: number;
  /** 0 to 1; spreads attempts to connect. @defaultValue Math.random */
  readonly random?: () => number;
}

/**
 * Connects, waiting for a server that is only starting, and brings the schema up to date.
 *
 * @throws NinesError `STORE_BAD_URL`, `STORE_REFUSED`, `STORE_PERMISSION`, `STORE_ENCODING`, `STORE_NEWER`,
 * `STORE_MIGRATION_FAILED` at once
 * @throws NinesError `STORE_UNREACHABLE` after `timeoutMs`
 * @throws `signal.reason` when the caller cancels
 */
export async function openStore(options: OpenStoreOptions): Promise<Store> {
  const { url, clock, signal, log = () => undefined, timeoutMs = 30_000 } = options;
  const { poolSize = 10, queryTimeoutMs = 10_000, pollMs = 5_000, random = Math.random } = options;
  const address = readServerAddress(url);
  const sockets = new Sockets();
  const pool = connect({ address, sockets, poolSize, queryTimeoutMs, log });
  try {
    await whenReachable(() => migrate(pool, address), { address, clock, signal, log, timeoutMs, random });
  } catch (error) {
    void pool.destroy(); // not awaited: an attempt that was abandoned may hang
    sockets.destroy();
    throw error;
  }
  const doorbell = new Doorbell({ address, sockets, clock, log, random });
  return new PostgresStore({ database: pool.withSchema(SCHEMA), address, sockets, clock, doorbell, pollMs });
}
