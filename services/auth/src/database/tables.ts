/** Tables of the schema `auth`. */
import type { ColumnType, Generated, Kysely, Selectable } from 'kysely';

/** What a user may do. */
export type Role = 'seeker' | 'recruiter';

/** A user, with the profile that they keep. */
export interface UsersTable {
  /** UUID, also used as the user's id in the other services. */
  readonly id: string;
  /** Lower case. */
  readonly email: string;
  /** Argon2id in PHC string format. */
  readonly password_hash: string;
  readonly role: Role;
  readonly name: string;
  readonly headline: Generated<string>;
  readonly location: Generated<string>;
  readonly about: Generated<string>;
  readonly skills: Generated<string[]>;
  readonly created_at: Generated<Date>;
}

/** A login that lasts. */
export interface SessionsTable {
  /** SHA-256 of the refresh token: who reads the table cannot log in with it. */
  readonly token_hash: Buffer;
  readonly user_id: string;
  readonly expires_at: Date;
}

/** Password attempts by address since the last success, whether or not an account has that address. */
export interface LoginAttemptsTable {
  readonly email: string;
  readonly failures: number;
  readonly last_at: ColumnType<Date>;
}

export interface AuthTables {
  readonly users: UsersTable;
  readonly sessions: SessionsTable;
  readonly login_attempts: LoginAttemptsTable;
}

/** A connection that is set to the schema. */
export type AuthDatabase = Kysely<AuthTables>;

/** A row of `users`. */
export type UserRow = Selectable<UsersTable>;
