/** Accounts of the platform that runs, from the moment that there is somebody who can log in. */
import { randomUUID } from 'node:crypto';
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

/** Links for new users are good for so long, ms. */
export const LINK_MS = 86_400_000;
/** The one that every platform begins with. */
const FIRST_USER = 'admin';
const LOOK_MS = 250;
const TIDY_MS = 3_600_000;

export class Accounts {
  readonly #options: AccountsOptions;
  #ready: { readonly platform: string; readonly store: AccountStore } | undefined;

  constructor(options: AccountsOptions) {
    this.#options = options;
  }

  /** @throws NinesError `API_UNAVAILABLE` before it is known who may log in */
  get store(): AccountStore {
    if (this.#ready !== undefined) return this.#ready.store;
    throw new NinesError('API_UNAVAILABLE', 'who may ask is not known yet: the database does not answer');
  }

  /** Sees to it that there is a first user, also of a platform that gets another name, and forgets what is over. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, log, platform } = this.#options;
    const prepare = (): Promise<void> => this.#prepare();
    for (let tidiedMs = -Infinity; !signal.aborted;) {
      if (platform() !== this.#ready?.platform) {
        await persist(prepare, { clock, log, signal, what: 'looking for the first user', pauseMs: LOOK_MS });
      }
      if (this.#ready !== undefined && clock.monotonicMs() - tidiedMs >= TIDY_MS) {
        tidiedMs = clock.monotonicMs();
        await this.#ready.store.forget(new Date(clock.now() - LINK_MS).toISOString()).catch(() => undefined);
      }
      await pause(clock, LOOK_MS, signal);
    }
  }

  async #prepare(): Promise<void> {
    const { clock, firstLogin, platform, storeOf } = this.#options;
    const name = platform();
    if (name === undefined) return;
    const store = storeOf(name);
    if ((await store.users()).length === 0) {
      const now = clock.now();
      const user = {
        ...{ id: randomUUID(), name: FIRST_USER, role: 'administrator' as const, passwordHash: null },
        ...{ isDisabled: false, createdAt: new Date(now).toISOString() },
      };
      const secret = newSecret();
      if (await store.addUser(user)) {
        await store.addLink(digestOf(secret), user.id, new Date(now + LINK_MS).toISOString());
        firstLogin.write(secret);
      }
    }
    this.#ready = { platform: name, store };
  }
}
