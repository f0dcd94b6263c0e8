/** Who is logged in. */
import { NinesError } from '@nines/kernel';
import type { AccountStore, Clock, Session, User } from '@nines/kernel';
import { digestOf, newSecret } from './credentials.ts';

/** Without a sign of life it ends after so long, ms. */
export const IDLE_MS = 12 * 3_600_000;
/** It ends after so long whatever happens, ms. */
export const ABSOLUTE_MS = 7 * 86_400_000;
/** Signs of life are written down at most so often, ms. */
const SEEN_EVERY_MS = 60_000;

export interface OpenedSession {
  /** For the cookie. */
  readonly secret: string;
  readonly session: Session;
}

/** Whether a session counts. */
function isAlive({ expiresAt, seenAt, user }: Session, now: number): boolean {
  return !user.isDisabled && now < Date.parse(expiresAt) && now < Date.parse(seenAt) + IDLE_MS;
}

export class Sessions {
  readonly #accounts: () => AccountStore;
  readonly #clock: Clock;

  /** @param accounts - where they are kept; throws NinesError `API_UNAVAILABLE` before that is known */
  constructor(accounts: () => AccountStore, clock: Clock) {
    this.#accounts = accounts;
    this.#clock = clock;
  }

  /**
   * Always under a new secret: one that was known before the login is worth nothing.
   *
   * @param user - as it was when it was let in
   * @throws NinesError `API_UNAUTHORIZED` where its password changed since, or where it is disabled
   */
  async open(user: User): Promise<OpenedSession> {
    const now = this.#clock.now();
    const [createdAt, expiresAt] = [now, now + ABSOLUTE_MS].map((ms) => new Date(ms).toISOString()) as [string, string];
    const [secret, csrf] = [newSecret(), newSecret()];
    const { id: userId, passwordHash } = user;
    const opening = { userId, passwordHash, csrf, createdAt, expiresAt };
    if (!(await this.#accounts().openSession(digestOf(secret), opening))) {
      throw new NinesError('API_UNAUTHORIZED', 'the account changed meanwhile; log in again');
    }
    return { secret, session: { user, csrf, createdAt, seenAt: createdAt, expiresAt } };
  }

  /** Undefined where it is over, or never was. */
  async find(secret: string): Promise<Session | undefined> {
    const digest = digestOf(secret);
    const session = await this.#accounts().session(digest);
    const now = this.#clock.now();
    if (session === undefined || !isAlive(session, now)) return undefined;
    if (now - Date.parse(session.seenAt) >= SEEN_EVERY_MS) {
      // Nobody waits for it: whoever only reads may do so where nothing can be written.
      void this.#accounts()
        .sessionSeen(digest, new Date(now).toISOString())
        .catch(() => undefined);
    }
    return session;
  }

  async end(secret: string): Promise<void> {
    await this.#accounts().endSession(digestOf(secret));
  }
}
