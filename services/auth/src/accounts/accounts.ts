/** Users and what they keep about themselves. */
import { randomUUID } from 'node:crypto';

import { Problem } from '@nines/service-kit';

import type { AuthDatabase, UserRow } from '../database/tables.ts';
import type { Credentials, PasswordChange, Profile, ProfileCard, ProfileChange, Registration, User } from '../model.ts';
import type { LoginThrottle } from './login-throttle.ts';
import type { Passwords } from './passwords.ts';

export interface AccountsOptions {
  readonly tables: AuthDatabase;
  readonly passwords: Passwords;
  readonly throttle: LoginThrottle;
}

export class Accounts {
  readonly #options: AccountsOptions;

  constructor(options: AccountsOptions) {
    this.#options = options;
  }

  /** @throws Problem 409 `EMAIL_TAKEN` */
  async register({ password, ...person }: Registration): Promise<UserRow> {
    const { tables, passwords } = this.#options;
    const user = await tables
      .insertInto('users')
      .values({ id: randomUUID(), ...person, password_hash: await passwords.hash(password) })
      .onConflict((conflict) => conflict.column('email').doNothing())
      .returningAll()
      .executeTakeFirst();
    if (user === undefined) throw new Problem(409, 'EMAIL_TAKEN', { detail: 'There is an account with this email' });
    return user;
  }

  /** @throws Problem 401 `CREDENTIALS_INVALID`, 429 `LOGIN_THROTTLED` */
  async verify({ email, password }: Credentials): Promise<UserRow> {
    const { tables, passwords, throttle } = this.#options;
    await throttle.begin(email);
    const user = await tables.selectFrom('users').selectAll().where('email', '=', email).executeTakeFirst();
    const matches = await passwords.verify(user?.password_hash, password);
    if (user === undefined || !matches) {
      throw new Problem(401, 'CREDENTIALS_INVALID', { detail: 'Email or password is wrong' });
    }
    await throttle.succeeded(email);
    return user;
  }

  /** Changes the password and ends all sessions. @throws Problem as `verify` does, 404 `USER_NOT_FOUND` */
  async changePassword(id: string, change: PasswordChange): Promise<void> {
    const { tables, passwords } = this.#options;
    const { email } = await this.#row(id);
    await this.verify({ email, password: change.currentPassword });
    const hash = await passwords.hash(change.newPassword);
    await tables.transaction().execute(async (transaction) => {
      await transaction.updateTable('users').set({ password_hash: hash }).where('id', '=', id).execute();
      await transaction.deleteFrom('sessions').where('user_id', '=', id).execute();
    });
  }

  /** @throws Problem 404 `USER_NOT_FOUND` */
  async profile(id: string): Promise<Profile> {
    return profileOf(await this.#row(id));
  }

  /** Replaces the whole profile. @throws Problem 404 `USER_NOT_FOUND` */
  async changeProfile(id: string, change: ProfileChange): Promise<Profile> {
    const { tables } = this.#options;
    const row = await tables.updateTable('users').set(change).where('id', '=', id).returningAll().executeTakeFirst();
    return profileOf(found(row));
  }

  /** Those of `ids` that exist, in no particular order. */
  async cards(ids: readonly string[]): Promise<readonly ProfileCard[]> {
    if (ids.length === 0) return [];
    const { tables } = this.#options;
    return tables.selectFrom('users').select(['id', 'name', 'headline', 'location']).where('id', 'in', ids).execute();
  }

  async #row(id: string): Promise<UserRow> {
    const { tables } = this.#options;
    return found(await tables.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst());
  }
}

/** The part of a row that says who somebody is. */
export function userOf({ id, email, name, role }: UserRow): User {
  return { id, email, name, role };
}

function profileOf(row: UserRow): Profile {
  const { headline, location, about, skills } = row;
  return { ...userOf(row), headline, location, about, skills };
}

function found(row: UserRow | undefined): UserRow {
  if (row === undefined) throw new Problem(404, 'USER_NOT_FOUND', { detail: 'There is no such user' });
  return row;
}
