/** Tables of those who may ask. Of secrets they hold digests only. */

export interface UsersTable {
  readonly id: string;
  readonly platform: string;
  /** Unique within its platform. */
  readonly name: string;
  readonly role: string;
  /** Null: cannot log in with a password. */
  readonly password_hash: string | null;
  readonly disabled_at: Date | null;
  readonly created_at: Date;
}

export interface SessionsTable {
  readonly digest: Buffer;
  readonly user_id: string;
  readonly csrf: string;
  readonly created_at: Date;
  readonly seen_at: Date;
  readonly expires_at: Date;
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
  readonly created_at: Date;
  readonly expires_at: Date | null;
  readonly last_used_at: Date | null;
  readonly revoked_at: Date | null;
}

/** Each lets one person in, once. */
export interface LoginLinksTable {
  readonly digest: Buffer;
  readonly user_id: string;
  readonly expires_at: Date;
  readonly used_at: Date | null;
}
