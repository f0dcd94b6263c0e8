/** The port to where is kept who may ask. Of secrets it knows digests only: SHA-256, in hexadecimal. */
import type { Permission, Role } from './access.ts';
import type { AnsweredCommand } from './incident-store.ts';

export interface User {
  /** UUID. */
  readonly id: string;
  /** Unique within the platform, in lower case. */
  readonly name: string;
  readonly role: Role;
  /** Argon2id in PHC format; null until a link was used to set one. */
  readonly passwordHash: string | null;
  readonly isDisabled: boolean;
  /** ISO 8601 UTC, as all moments here. */
  readonly createdAt: string;
}

/** What changes about a user; what is left out stays. */
export type UserChange = Partial<Pick<User, 'role' | 'isDisabled'>>;

export interface Session {
  readonly user: User;
  /** Shown with whatever changes something, so that no other page can do it. */
  readonly csrf: string;
  readonly createdAt: string;
  readonly seenAt: string;
  /** Whatever happens. */
  readonly expiresAt: string;
}

/** Lets a program ask: for a person, or for itself. */
export interface AccessToken {
  /** UUID. */
  readonly id: string;
  readonly name: string;
  /** Whose it is, as they are now; null: of a service. */
  readonly user: User | null;
  /** At most: that of a person counts as far as the person's own goes. */
  readonly role: Role;
  /** What of the role. */
  readonly scopes: readonly Permission[];
  readonly createdAt: string;
  /** Null: never. */
  readonly expiresAt: string | null;
  readonly lastUsedAt: string | null;
  readonly revokedAt: string | null;
}

export type NewSession = Omit<Session, 'user' | 'seenAt'> & {
  readonly userId: string;
  /** With which the user was let in. */
  readonly passwordHash: string | null;
};

export type NewToken = Pick<AccessToken, 'createdAt' | 'expiresAt' | 'id' | 'name' | 'role' | 'scopes'> & {
  readonly userId: string | null;
};

/** Of one platform. All methods reject with `STORE_UNREACHABLE` while the database is away. */
export interface AccountStore {
  /** By name. */
  users(): Promise<readonly User[]>;
  userNamed(name: string): Promise<User | undefined>;
  /** False, and nothing, where the name is taken. */
  addUser(user: User): Promise<boolean>;
  /**
   * Ends all of the user's sessions with it, and takes their links where they are disabled or get another role: who could
   * be given a link for them before may not be given one now. Undefined where there is no such user.
   */
  changeUser(id: string, change: UserChange, at: string): Promise<User | undefined>;

  /** False, and nothing, where the user is disabled by now, or has another password. */
  openSession(digest: string, session: NewSession): Promise<boolean>;
  /** Also one that is over; undefined where there is none. */
  session(digest: string): Promise<Session | undefined>;
  sessionSeen(digest: string, at: string): Promise<void>;
  endSession(digest: string): Promise<void>;

  /** The newest first. */
  tokens(): Promise<readonly AccessToken[]>;
  /** Also one that is over; undefined where there is none. */
  token(digest: string): Promise<AccessToken | undefined>;
  addToken(digest: string, token: NewToken): Promise<void>;
  tokenUsed(id: string, at: string): Promise<void>;
  /** False where there is none, or where it was revoked before. */
  revokeToken(id: string, at: string): Promise<boolean>;

  /** Takes the place of earlier links of the user. False, and nothing, where the user has another role by now. */
  addLink(digest: string, user: Pick<User, 'id' | 'role'>, expiresAt: string): Promise<boolean>;
  /** Whether the user has a link that is good at `now`. */
  hasLink(userId: string, now: string): Promise<boolean>;
  /** Whose link it is, as long as it is good at `now`. */
  linkedUser(digest: string, now: string): Promise<User | undefined>;
  /** Sets the password of whose link it is, ends their sessions, and uses the link up. Undefined where it is not good. */
  useLink(digest: string, now: string, passwordHash: string): Promise<User | undefined>;

  /** What was answered under a key at `since` or later. */
  answered(key: string, since: string): Promise<AnsweredCommand | undefined>;
  /** False where something was answered under the key already. */
  remember(answered: AnsweredCommand, at: string): Promise<boolean>;
  /** Removes sessions, links and answers that were over before. */
  forget(before: string): Promise<void>;
}
