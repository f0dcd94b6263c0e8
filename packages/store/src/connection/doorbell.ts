/** Rings when somebody, in whatever process, committed what others wait for. One connection for all bells. */
import { messageOf, type Clock } from '@nines/kernel';
import { Client } from 'pg';

import { CHANNEL, OUTBOX_CHANNEL } from '../schema/names.ts';
import type { StoreLog } from '../store-log.ts';
import { Bell } from './bell.ts';
import { retryDelayMs } from './retry-delay.ts';
import type { ServerAddress } from './server-address.ts';
import type { Sockets } from './sockets.ts';

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
  /** The log may have grown. */
  readonly events: Bell;
  /** There may be something to deliver. */
  readonly outbox: Bell;
  readonly #options: DoorbellOptions;
  readonly #closing = new AbortController();
  readonly #listening: Promise<void>;

  constructor(options: DoorbellOptions) {
    this.#options = options;
    this.events = new Bell(options.clock, this.#closing.signal);
    this.outbox = new Bell(options.clock, this.#closing.signal);
    this.#listening = this.#listen(this.#closing.signal);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#listening;
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
    client.on('notification', ({ channel }) => (channel === CHANNEL ? this.events : this.outbox).ring());
    const hangUp = (): void => {
      ended.resolve(undefined); // not when the server says so: it may hang
      void client.end();
    };
    closing.addEventListener('abort', hangUp, { once: true });
    try {
      await Promise.race([client.connect(), ended.promise]);
      await Promise.race([client.query(`listen ${CHANNEL}; listen ${OUTBOX_CHANNEL}`), ended.promise]);
      listening();
      for (const bell of [this.events, this.outbox]) bell.ring(); // for what was missed meanwhile
      await ended.promise;
    } finally {
      closing.removeEventListener('abort', hangUp);
      hangUp();
    }
  }
}
