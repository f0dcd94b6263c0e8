/** Rows of accounts as what they mean. */
import type { AccessToken, Permission, Role, Session, User } from '@nines/kernel';
import type { Selectable } from 'kysely';

import type { SessionsTable, TokensTable, UsersTable } from '../schema/account-tables.ts';

export type UserRow = Selectable<UsersTable>;

/** Digests are hexadecimal outside, bytes inside. */
export function toBytes(digest: string): Buffer {
  return Buffer.from(digest, 'hex');
}

export function toUser(row: UserRow): User {
  return {
    id: row.id,
    name: row.name,
    role: row.role as Role,
    passwordHash: row.password_hash,
    isDisabled: row.disabled_at !== null,
    createdAt: row.created_at.toISOString(),
  };
}

export function toSession(row: Selectable<SessionsTable>, user: User): Session {
  return {
    user,
    csrf: row.csrf,
    createdAt: row.created_at.toISOString(),
    seenAt: row.seen_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
  };
}

export function toToken(row: Selectable<TokensTable>, user: User | null): AccessToken {
  return {
    id: row.id,
    name: row.name,
    user,
    role: row.role as Role,
    scopes: row.scopes as readonly Permission[],
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at?.toISOString() ?? null,
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    revokedAt: row.revoked_at?.toISOString() ?? null,
  };
}
