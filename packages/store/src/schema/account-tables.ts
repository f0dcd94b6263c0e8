/** Tables of those who may ask. Of secrets they hold digests only. Moments may be written as ISO 8601. */
import type { ColumnType } from 'kysely';

type Moment = ColumnType<Date, Date | string, Date | string>;
type MomentOrNull = ColumnType<Date | null, Date | string | null, Date | string | null>;

export interface UsersTable {
  readonly id: string;
  readonly platform: string;
  /** Unique within its platform. */
  readonly name: string;
  readonly role: string;
  /** Null: cannot log in with a password. */
  readonly password_hash: string | null;
  readonly disabled_at: MomentOrNull;
  readonly created_at: Moment;
}

export interface SessionsTable {
  readonly digest: Buffer;
  readonly user_id: string;
  readonly csrf: string;
  readonly created_at: Moment;
  readonly seen_at: Moment;
  readonly expires_at: Moment;
}

export interface TokensTable {
  readonly id: string;
  readonly platform: string;
  readonly name: string;
  readonly digest: Buffer;
  /** Null: of a service. */
  readonly user_id: string | null;
  readonly role: string;
  readonly scopes: readonly string[];
  readonly created_at: Moment;
  readonly expires_at: MomentOrNull;
  readonly last_used_at: MomentOrNull;
  readonly revoked_at: MomentOrNull;
}

/** Each lets one person in, once. */
export interface LoginLinksTable {
  readonly digest: Buffer;
  readonly user_id: string;
  readonly expires_at: Moment;
  readonly used_at: MomentOrNull;
}
