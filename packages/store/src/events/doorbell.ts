/**
 * Tells followers that the log may have grown. Only a hint: whoever hears it looks for itself, and looks from time to
 * time without it.
 */
import { messageOf, type Clock } from '@nines/kernel';
import { Client } from 'pg';

import { retryDelayMs } from '../connection/retry-delay.ts';
import type { ServerAddress } from '../connection/server-address.ts';
import type { Sockets } from '../connection/sockets.ts';
import type { StoreLog } from '../store-log.ts';
import { CHANNEL } from '../schema/names.ts';

export interface DoorbellOptions {
  readonly address: ServerAddress;
  readonly sockets: Sockets;
  readonly clock: Clock;
  readonly log: StoreLog;
  /** 0 to 1. */
  readonly random: () => number;
}

/** Listens on a connection of its own, which it makes again whenever it is lost. */
export class Doorbell {
  readonly #options: DoorbellOptions;
  readonly #closing = new AbortController();
  readonly #listening: Promise<void>;
  readonly #sleepers = new Set<() => void>();
  #rings = 0;

  constructor(options: DoorbellOptions) {
    this.#options = options;
    this.#listening = this.#listen(this.#closing.signal);
  }

  /** Aborted by `close`. */
  get closed(): AbortSignal {
    return this.#closing.signal;
  }

  /** How often it rang. Taken before looking, and given to `wait` after it, no ring falls between the two. */
  get rings(): number {
    return this.#rings;
  }

  /** Returns at the next ring after `heard`, after `atMostMs`, on `close` or when `signal` aborts. */
  async wait(heard: number, atMostMs: number, signal: AbortSignal): Promise<void> {
    if (this.#rings !== heard || signal.aborted || this.closed.aborted) return;
    const sleep = new AbortController();
    const wake = (): void => sleep.abort();
    this.#sleepers.add(wake);
    signal.addEventListener('abort', wake, { once: true });
    await this.#options.clock.sleep(atMostMs, sleep.signal).catch(() => undefined); // why it woke does not matter
    signal.removeEventListener('abort', wake);
    this.#sleepers.delete(wake);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#ring();
    await this.#listening;
  }

  #ring(): void {
    this.#rings += 1;
    for (const wake of this.#sleepers) wake();
  }

  async #listen(closing: AbortSignal): Promise<void> {
    const { clock, log, random } = this.#options;
    for (let failures = 0; !closing.aborted; failures += 1) {
      try {
        await this.#listenOnce(closing, () => (failures = 0));
      } catch (error) {
        if (failures === 0) log('the connection that listens for events was lost', { reason: messageOf(error) });
      }
      await clock.sleep(retryDelayMs(failures + 1, random()), closing).catch(() => undefined);
    }
  }

  /** Returns or rejects when the connection ends. */
  async #listenOnce(closing: AbortSignal, listening: () => void): Promise<void> {
    const client = new Client({
      connectionString: this.#options.address.url,
      application_name: 'nines events',
      connectionTimeoutMillis: 5_000,
      query_timeout: 5_000,
      stream: () => this.#options.sockets.create(),
      keepAlive: true,
    });
    const ended = Promise.withResolvers<undefined>();
    client.once('end', () => ended.resolve(undefined));
    client.on('error', ended.reject);
    client.on('notification', () => this.#ring());
    const hangUp = (): void => {
      ended.resolve(undefined); // not when the server says so: it may hang
      void client.end();
    };
    closing.addEventListener('abort', hangUp, { once: true });
    try {
      await Promise.race([client.connect(), ended.promise]);
      await Promise.race([client.query(`listen ${CHANNEL}`), ended.promise]);
      listening();
      this.#ring(); // for what was missed meanwhile
      await ended.promise;
    } finally {
      closing.removeEventListener('abort', hangUp);
      hangUp();
    }
  }
}
