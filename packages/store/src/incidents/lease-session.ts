/**
 * A connection whose life is the right to deliver: PostgreSQL holds a lock for it, and gives the lock away in the moment
 * in which the connection ends, whoever ended it.
 */
import { type Clock, messageOf, NinesError } from '@nines/kernel';
import { Client } from 'pg';

import { atServer } from '../connection/connection-fault.ts';
import type { ServerAddress } from '../connection/server-address.ts';
import type { Sockets } from '../connection/sockets.ts';
import { OUTBOX_LOCK } from '../schema/names.ts';

export interface LeaseSessionOptions {
  readonly address: ServerAddress;
  readonly sockets: Sockets;
  readonly clock: Clock;
  readonly platform: string;
}

/** How often is looked whether somebody else's right ended, ms. */
const RETRY_MS = 250;
/** How often both sides hear of each other, ms. */
const PULSE_MS = 2_000;
/** Silence after which each takes the other for dead, ms: a machine that vanished says no goodbye. */
const SILENCE_MS = 6_000;

/** Registers the platform, and makes the server end the session of a machine that vanished. */
const PREPARE = `
  insert into nines.outbox_leases (platform) select $1
  where not exists (select from nines.outbox_leases where platform = $1)
  on conflict do nothing`;
const KEEP_ALIVE = `
  set tcp_keepalives_idle = ${PULSE_MS / 1_000}; set tcp_keepalives_interval = ${PULSE_MS / 1_000};
  set tcp_keepalives_count = 2; set tcp_user_timeout = ${SILENCE_MS}`;
const LOCK = `
  select pg_try_advisory_lock(${OUTBOX_LOCK}, lock) as locked from nines.outbox_leases where platform = $1`;
const COUNT = 'update nines.outbox_leases set epoch = epoch + 1 where platform = $1 returning epoch';

export class LeaseSession {
  readonly #options: LeaseSessionOptions;
  readonly #client: Client;
  readonly #lost = new AbortController();

  constructor(options: LeaseSessionOptions) {
    this.#options = options;
    this.#client = new Client({
      connectionString: options.address.url,
      application_name: 'nines outbox',
      connectionTimeoutMillis: 5_000,
      query_timeout: SILENCE_MS,
      stream: () => options.sockets.create(SILENCE_MS),
      keepAlive: true,
    });
    this.#client.once('end', () => this.#lose('it was closed'));
    this.#client.on('error', (error) => this.#lose(messageOf(error)));
  }

  /** Aborts when the connection ends, with `STORE_LEASE_LOST`. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /** Connects and waits for its turn. @returns the epoch @throws `signal.reason` @throws as `storeFault` says */
  async acquire(signal: AbortSignal): Promise<number> {
    const { address, clock, platform } = this.#options;
    try {
      return await atServer(address, async () => {
        await this.#client.connect();
        await this.#client.query(PREPARE, [platform]);
        await this.#client.query(KEEP_ALIVE);
        while (!(await this.#tryLock())) await clock.sleep(RETRY_MS, signal);
        signal.throwIfAborted();
        const { rows } = await this.#client.query<{ epoch: string }>(COUNT, [platform]);
        void this.#pulse();
        return Number(rows[0]?.epoch);
      });
    } catch (error) {
      await this.end();
      throw signal.aborted ? signal.reason : error;
    }
  }

  /** Ends the connection; waits until the server closed it, so that the next in turn finds it gone. */
  async end(): Promise<void> {
    await this.#client.end().catch(() => undefined); // it may be gone already
    this.#lose('it was given back');
  }

  async #tryLock(): Promise<boolean> {
    const { rows } = await this.#client.query<{ locked: boolean }>(LOCK, [this.#options.platform]);
    return rows[0]?.locked === true;
  }

  async #pulse(): Promise<void> {
    try {
      for (;;) {
        await this.#options.clock.sleep(PULSE_MS, this.lost);
        await this.#client.query('select 1');
      }
    } catch (error) {
      this.#lose(messageOf(error));
      await this.#client.end().catch(() => undefined); // it may be gone already
    }
  }

  #lose(reason: string): void {
    if (this.lost.aborted) return;
    this.#lost.abort(
      new NinesError('STORE_LEASE_LOST', `The connection that the right to deliver rests on ended: ${reason}`),
    );
  }
}
