/** Slows down who guesses passwords, per account and over all replicas: the count is in the database. */
import { Problem } from '@nines/service-kit';

import type { AuthDatabase } from '../database/tables.ts';
import { loginDelaySeconds, withAttempt } from './login-delay.ts';

export class LoginThrottle {
  readonly #tables: AuthDatabase;
  readonly #now: () => Date;

  constructor(tables: AuthDatabase, now: () => Date) {
    this.#tables = tables;
    this.#now = now;
  }

  /**
   * Counts an attempt before its password is looked at, so that a thousand at once do not slip through together.
   *
   * @throws Problem 429 `LOGIN_THROTTLED`; such an attempt does not count
   */
  async begin(email: string): Promise<void> {
    const now = this.#now();
    await this.#tables.transaction().execute(async (transaction) => {
      // Writing the address onto itself locks the row, new or old, until the count is written.
      const row = await transaction
        .insertInto('login_attempts')
        .values({ email, failures: 0, last_at: now })
        .onConflict((conflict) => conflict.column('email').doUpdateSet({ email }))
        .returning(['failures', 'last_at'])
        .executeTakeFirstOrThrow();
      const past = { failures: row.failures, lastAt: row.last_at };
      const delay = loginDelaySeconds(past, now);
      if (delay > 0) throw throttled(delay);
      const { failures, lastAt } = withAttempt(past, now);
      await transaction
        .updateTable('login_attempts')
        .set({ failures, last_at: lastAt })
        .where('email', '=', email)
        .execute();
    });
  }

  /** The password was right: the past is forgotten. */
  async succeeded(email: string): Promise<void> {
    await this.#tables.deleteFrom('login_attempts').where('email', '=', email).execute();
  }
}

function throttled(retryAfterSeconds: number): Problem {
  const detail = `Too many wrong passwords; try again in ${retryAfterSeconds} s`;
  return new Problem(429, 'LOGIN_THROTTLED', { detail, retryAfterSeconds });
}
