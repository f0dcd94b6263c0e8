/**
 * Logins that last. The refresh token is random and known to the portal's server only; it is not rotated, so that a
 * refresh that is repeated (a retry, two pages at once) gives the same result instead of ending the session.
 *
 * @see RFC 9700 "Best Current Practice for OAuth 2.0 Security", section 2.2.2: rotation is for public clients
 */
import { createHash, randomBytes } from 'node:crypto';

import { Problem } from '@nines/service-kit';
import type { TokenSigner } from '@nines/service-kit/tokens';

import type { AuthDatabase, UserRow } from '../database/tables.ts';
import type { AccessGrant, Session } from '../model.ts';
import { userOf } from './accounts.ts';

/** A session ends after 7 days, ms, however busy it was. */
const SESSION_MS = 7 * 24 * 3_600_000;

export interface SessionsOptions {
  readonly tables: AuthDatabase;
  readonly signer: TokenSigner;
  readonly now: () => Date;
}

export class Sessions {
  readonly #options: SessionsOptions;

  constructor(options: SessionsOptions) {
    this.#options = options;
  }

  /** Starts a session; sessions of the user that have ended are cleared away by the way. */
  async open(user: UserRow): Promise<Session> {
    const { tables, now } = this.#options;
    const refreshToken = randomBytes(32).toString('base64url');
    const expiresAt = new Date(now().getTime() + SESSION_MS);
    await tables.deleteFrom('sessions').where('user_id', '=', user.id).where('expires_at', '<=', now()).execute();
    await tables
      .insertInto('sessions')
      .values({ token_hash: hashOf(refreshToken), user_id: user.id, expires_at: expiresAt })
      .execute();
    return { ...(await this.#grant(user)), refreshToken, refreshExpiresAt: expiresAt.toISOString() };
  }

  /** A new access token. @throws Problem 401 `SESSION_INVALID` */
  async refresh(refreshToken: string): Promise<AccessGrant> {
    const { tables, now } = this.#options;
    const user = await tables
      .selectFrom('sessions')
      .innerJoin('users', 'users.id', 'sessions.user_id')
      .selectAll('users')
      .where('token_hash', '=', hashOf(refreshToken))
      .where('expires_at', '>', now())
      .executeTakeFirst();
    if (user === undefined) throw new Problem(401, 'SESSION_INVALID', { detail: 'The session has ended' });
    return this.#grant(user);
  }

  /** Ends a session, if it is one. */
  async close(refreshToken: string): Promise<void> {
    await this.#options.tables.deleteFrom('sessions').where('token_hash', '=', hashOf(refreshToken)).execute();
  }

  async #grant(user: UserRow): Promise<AccessGrant> {
    const { token, expiresAtMs } = await this.#options.signer({ userId: user.id, role: user.role });
    return { accessToken: token, expiresAt: new Date(expiresAtMs).toISOString(), user: userOf(user) };
  }
}

/** A plain hash is enough for 256 random bits: there is nothing to guess. */
function hashOf(refreshToken: string): Buffer {
  return createHash('sha256').update(refreshToken).digest();
}
