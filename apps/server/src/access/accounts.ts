/** Accounts of the platform that runs, from the moment that there is somebody who can log in. */
import { randomUUID } from 'node:crypto';
import { LINK_MS } from '@nines/api';
import { NinesError } from '@nines/kernel';
import type { AccountStore, Clock } from '@nines/kernel';
import type { Log } from '../log.ts';
import { pause, persist } from '../patience.ts';
import { digestOf, newSecret } from './credentials.ts';
import type { FirstLogin } from './first-login.ts';

export interface AccountsOptions {
  /** Name of the platform; undefined while it is not known. */
  readonly platform: () => string | undefined;
  /** @throws NinesError `API_UNAVAILABLE` before the database was there */
  readonly storeOf: (platform: string) => AccountStore;
  readonly firstLogin: FirstLogin;
  readonly clock: Clock;
  readonly log: Log;
}

/** The one that every platform begins with. */
const FIRST_USER = 'admin';
const LOOK_MS = 250;
const TIDY_MS = 3_600_000;

export class Accounts {
  readonly #options: AccountsOptions;
  #isOther = false;
  #ready: { readonly platform: string; readonly store: AccountStore } | undefined;

  constructor(options: AccountsOptions) {
    this.#options = options;
  }

  /** @throws NinesError `API_UNAVAILABLE` before it is known who may log in */
  get store(): AccountStore {
    if (this.#ready !== undefined) return this.#ready.store;
    throw new NinesError('API_UNAVAILABLE', 'who may ask is not known yet: the database does not answer');
  }

  /** Users are others by now, and links lead nowhere: a state was put back. */
  lookAgain(): void {
    this.#isOther = true;
  }

  /** Sees to it that there is a first user, also of a platform that gets another name, and forgets what is over. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, log, platform } = this.#options;
    const prepare = (): Promise<void> => this.#prepare();
    for (let tidiedMs = -Infinity; !signal.aborted;) {
      if (platform() !== this.#ready?.platform || this.#isOther) {
        await persist(prepare, { clock, log, signal, what: 'looking for the first user', pauseMs: LOOK_MS });
      }
      if (this.#ready !== undefined && clock.monotonicMs() - tidiedMs >= TIDY_MS) {
        tidiedMs = clock.monotonicMs();
        await this.#tidy(this.#ready.store).catch(() => undefined);
      }
      await pause(clock, LOOK_MS, signal);
    }
  }

  async #prepare(): Promise<void> {
    const { clock, firstLogin, platform, storeOf } = this.#options;
    this.#isOther = false;
    const name = platform();
    if (name === undefined) return;
    const store = storeOf(name);
    const now = clock.now();
    const at = new Date(now).toISOString();
    if ((await store.users()).length === 0) {
      await store.addUser({
        ...{ id: randomUUID(), name: FIRST_USER, role: 'administrator', passwordHash: null },
        ...{ isDisabled: false, createdAt: at },
      });
    }
    await this.#tidyFirstLogin(store);
    const [first, ...others] = await store.users();
    // Also where a server ended before it had made the link, and where nobody used it in time.
    const canNobodyEnter = first?.passwordHash === null && others.length === 0;
    if (canNobodyEnter && !(await store.hasLink(first.id, at))) {
      const secret = newSecret();
      firstLogin.write(secret); // first: a link that is in the database alone, nobody knows
      await store.addLink(digestOf(secret), first, new Date(now + LINK_MS).toISOString());
    }
    this.#ready = { platform: name, store };
  }

  async #tidy(store: AccountStore): Promise<void> {
    await this.#tidyFirstLogin(store);
    await store.forget(new Date(this.#options.clock.now() - LINK_MS).toISOString());
  }

  async #tidyFirstLogin(store: AccountStore): Promise<void> {
    const { clock, firstLogin } = this.#options;
    const at = new Date(clock.now()).toISOString();
    await firstLogin.tidy(async (secret) => (await store.linkedUser(digestOf(secret), at)) !== undefined);
  }
}
