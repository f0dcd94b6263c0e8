/** Letting people in: by password, or by a link that sets one. */
import { formatDuration, NinesError } from '@nines/kernel';
import type { AccountStore, Clock } from '@nines/kernel';
import type { LinkLogin, Login } from '@nines/api';
import { digestOf } from './credentials.ts';
import type { Passwords } from './passwords.ts';
import type { OpenedSession, Sessions } from './sessions.ts';
import { OF_ACCOUNT, OF_ADDRESS, Throttle } from './throttle.ts';

export interface LoginsOptions {
  readonly accounts: () => AccountStore;
  readonly sessions: Sessions;
  readonly passwords: Passwords;
  readonly clock: Clock;
}

export class Logins {
  readonly #options: LoginsOptions;
  readonly #ofAccounts = new Throttle(OF_ACCOUNT);
  readonly #ofAddresses = new Throttle(OF_ADDRESS);

  constructor(options: LoginsOptions) {
    this.#options = options;
  }

  /**
   * Says of a name that nobody has the same as of a wrong password, after the same time.
   *
   * @param onKnown - told the name, where somebody has it: what else is typed may be a password in the wrong field
   * @throws NinesError `API_UNAUTHORIZED`, `API_TOO_MANY`
   */
  async byPassword(
    { name: typed, password }: Login,
    address: string,
    onKnown: (name: string) => void = () => undefined,
  ): Promise<OpenedSession> {
    const { accounts, passwords, sessions } = this.#options;
    const name = typed.trim().toLowerCase();
    const store = accounts(); // before anything counts: while the database is away, nobody guesses wrong
    this.#admit(name, address);
    const user = await store.userNamed(name);
    if (user !== undefined) onKnown(name);
    const kept = user === undefined || user.isDisabled ? null : user.passwordHash;
    const isRight = await passwords.isRight(password, kept);
    if (!isRight || user === undefined) throw new NinesError('API_UNAUTHORIZED', 'name and password do not fit');
    this.#ofAccounts.succeeded(name, name);
    this.#ofAddresses.succeeded(address, name);
    return sessions.open(user);
  }

  /**
   * Sets the password of whose link it is, ends their other sessions, and uses the link up. Nobody guesses 256 bits: to
   * slow down who tries would keep out who has a link.
   *
   * @throws NinesError `API_UNAUTHORIZED`
   */
  async byLink({ token, password }: LinkLogin): Promise<OpenedSession> {
    const { accounts, clock, passwords, sessions } = this.#options;
    const store = accounts();
    const digest = digestOf(token);
    const at = new Date(clock.now()).toISOString();
    const linked = await store.linkedUser(digest, at);
    const user =
      linked === undefined || linked.isDisabled
        ? undefined
        : await store.useLink(digest, at, await passwords.hash(password));
    if (user === undefined) {
      throw new NinesError('API_UNAUTHORIZED', 'this link is used or too old; nines user link makes another');
    }
    this.#ofAccounts.succeeded(user.name, user.name);
    return sessions.open(user);
  }

  #admit(name: string, address: string): void {
    const nowMs = this.#options.clock.monotonicMs();
    refuseEarly(Math.max(this.#ofAccounts.waitMs(name, nowMs), this.#ofAddresses.waitMs(address, nowMs)));
    this.#ofAccounts.tried(name, name, nowMs);
    this.#ofAddresses.tried(address, name, nowMs);
  }
}

function refuseEarly(waitMs: number): void {
  if (waitMs === 0) return;
  const seconds = Math.ceil(waitMs / 1_000);
  throw new NinesError('API_TOO_MANY', `too many tries; the next one in ${formatDuration(seconds * 1_000)}`, {
    details: { retryAfterSeconds: seconds },
  });
}
