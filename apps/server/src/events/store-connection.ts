/** The control plane's database, which may be away: at the start, in between, for long. */
import { NinesError } from '@nines/kernel';
import type { AccountStore, Clock, EventLog, IncidentStore } from '@nines/kernel';
import type { ObjectiveStore, Store } from '@nines/store';
import type { Log } from '../log.ts';
import { persist } from '../patience.ts';

export interface StoreConnectionOptions {
  readonly open: (signal: AbortSignal) => Promise<Store>;
  readonly clock: Clock;
  readonly log: Log;
}

const RETRY_MS = 1_000;

/** Opened once; afterwards each use finds out by itself whether the server is there. */
export class StoreConnection {
  readonly #options: StoreConnectionOptions;
  readonly #opened = Promise.withResolvers<Store>();
  #store: Store | undefined;

  constructor(options: StoreConnectionOptions) {
    this.#options = options;
    this.#opened.promise.catch(() => undefined);
  }

  /** Undefined before the database was there for the first time. */
  get store(): Store | undefined {
    return this.#store;
  }

  /** Resolves when the database is there for the first time; rejects with the reason of the signal given to `run`. */
  get opened(): Promise<Store> {
    return this.#opened.promise;
  }

  /** Opens the store, however long it takes. */
  async run(signal: AbortSignal): Promise<void> {
    const { open, clock, log } = this.#options;
    const opening = async (): Promise<void> => {
      this.#store = await open(signal);
      this.#opened.resolve(this.#store);
    };
    await persist(opening, { clock, log, signal, what: 'opening the store', pauseMs: RETRY_MS });
    if (this.#store === undefined) this.#opened.reject(signal.reason);
  }

  /** @throws NinesError `API_UNAVAILABLE` before the database was there for the first time */
  get eventLog(): EventLog {
    return this.#orThrow('the event log is not there yet').events;
  }

  /** @throws NinesError `API_UNAVAILABLE` before the database was there for the first time */
  objectivesOf(platform: string): ObjectiveStore {
    return this.#orThrow('what objectives counted is not there yet').objectivesOf(platform);
  }

  /** @throws NinesError `API_UNAVAILABLE` before the database was there for the first time */
  incidentsOf(platform: string): IncidentStore {
    return this.#orThrow('incidents are not there yet').incidentsOf(platform);
  }

  /** @throws NinesError `API_UNAVAILABLE` before the database was there for the first time */
  accountsOf(platform: string): AccountStore {
    return this.#orThrow('who may ask is not known yet').accountsOf(platform);
  }

  /** @throws NinesError `API_UNAVAILABLE` before the database was there for the first time */
  get current(): Store {
    return this.#orThrow('the state is not there yet');
  }

  async close(): Promise<void> {
    await this.#store?.close();
  }

  #orThrow(what: string): Store {
    if (this.#store !== undefined) return this.#store;
    throw new NinesError('API_UNAVAILABLE', `${what}: the database does not answer`);
  }
}
