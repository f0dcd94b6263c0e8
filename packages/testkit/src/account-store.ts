/** Accounts in memory, for tests. */
import type {
  AccessToken,
  AccountStore,
  AnsweredCommand,
  NewSession,
  NewToken,
  Session,
  User,
  UserChange,
} from '@nines/kernel';

type KeptSession = Omit<NewSession, 'passwordHash'> & { readonly seenAt: string };
type KeptToken = NewToken & Pick<AccessToken, 'lastUsedAt' | 'revokedAt'>;

/** Keeps the contract of `AccountStore`. */
export class InMemoryAccountStore implements AccountStore {
  readonly #users = new Map<string, User>();
  readonly #sessions = new Map<string, KeptSession>();
  readonly #tokens = new Map<string, KeptToken>();
  readonly #links = new Map<string, { readonly userId: string; readonly expiresAt: string }>();
  readonly #answers = new Map<string, AnsweredCommand & { readonly at: string }>();

  async users(): Promise<readonly User[]> {
    return [...this.#users.values()].toSorted((one, other) => (one.name < other.name ? -1 : 1));
  }

  async userNamed(name: string): Promise<User | undefined> {
    return [...this.#users.values()].find((user) => user.name === name);
  }

  async addUser(user: User): Promise<boolean> {
    if ((await this.userNamed(user.name)) !== undefined) return false;
    this.#users.set(user.id, user);
    return true;
  }

  async changeUser(id: string, change: UserChange): Promise<User | undefined> {
    const { role } = this.#users.get(id) ?? {};
    this.#endSessionsOf(id);
    if (change.isDisabled === true || (change.role !== undefined && change.role !== role)) this.#takeLinksOf(id);
    return this.#change(id, change);
  }

  async openSession(digest: string, { passwordHash, ...session }: NewSession): Promise<boolean> {
    const user = this.#users.get(session.userId);
    if (user === undefined || user.isDisabled || user.passwordHash !== passwordHash) return false;
    this.#sessions.set(digest, { ...session, seenAt: session.createdAt });
    return true;
  }

  async session(digest: string): Promise<Session | undefined> {
    const kept = this.#sessions.get(digest);
    const user = kept && this.#users.get(kept.userId);
    if (kept === undefined || user === undefined) return undefined;
    const { createdAt, csrf, expiresAt, seenAt } = kept;
    return { user, csrf, createdAt, seenAt, expiresAt };
  }

  async sessionSeen(digest: string, at: string): Promise<void> {
    const kept = this.#sessions.get(digest);
    if (kept !== undefined) this.#sessions.set(digest, { ...kept, seenAt: at });
  }

  async endSession(digest: string): Promise<void> {
    this.#sessions.delete(digest);
  }

  async tokens(): Promise<readonly AccessToken[]> {
    const all = [...this.#tokens.values()].map((token) => this.#described(token));
    return all.toSorted((one, other) => (one.createdAt > other.createdAt ? -1 : 1));
  }

  async token(digest: string): Promise<AccessToken | undefined> {
    const kept = this.#tokens.get(digest);
    return kept && this.#described(kept);
  }

  async addToken(digest: string, token: NewToken): Promise<void> {
    this.#tokens.set(digest, { ...token, lastUsedAt: null, revokedAt: null });
  }

  async tokenUsed(id: string, at: string): Promise<void> {
    this.#changeToken(id, { lastUsedAt: at });
  }

  async revokeToken(id: string, at: string): Promise<boolean> {
    const isThere = [...this.#tokens.values()].some((token) => token.id === id && token.revokedAt === null);
    this.#changeToken(id, { revokedAt: at });
    return isThere;
  }

  async addLink(digest: string, { id: userId, role }: Pick<User, 'id' | 'role'>, expiresAt: string): Promise<boolean> {
    if (this.#users.get(userId)?.role !== role) return false;
    this.#takeLinksOf(userId);
    this.#links.set(digest, { userId, expiresAt });
    return true;
  }

  async hasLink(userId: string, now: string): Promise<boolean> {
    return [...this.#links.values()].some((link) => link.userId === userId && link.expiresAt > now);
  }

  async linkedUser(digest: string, now: string): Promise<User | undefined> {
    const link = this.#links.get(digest);
    return link !== undefined && link.expiresAt > now ? this.#users.get(link.userId) : undefined;
  }

  async useLink(digest: string, now: string, passwordHash: string): Promise<User | undefined> {
    const user = await this.linkedUser(digest, now);
    if (user === undefined || !this.#links.delete(digest)) return undefined;
    this.#endSessionsOf(user.id);
    return this.#change(user.id, { passwordHash });
  }

  async answered(key: string, since: string): Promise<AnsweredCommand | undefined> {
    const kept = this.#answers.get(key);
    if (kept === undefined || kept.at < since) return undefined;
    return { key, fingerprint: kept.fingerprint, answer: kept.answer };
  }

  async remember(answered: AnsweredCommand, at: string): Promise<boolean> {
    if (this.#answers.has(answered.key)) return false;
    this.#answers.set(answered.key, { ...answered, at });
    return true;
  }

  async forget(before: string): Promise<void> {
    for (const [digest, { expiresAt }] of this.#sessions) if (expiresAt < before) this.#sessions.delete(digest);
    for (const [digest, { expiresAt }] of this.#links) if (expiresAt < before) this.#links.delete(digest);
    for (const [key, { at }] of this.#answers) if (at < before && key.startsWith('http:')) this.#answers.delete(key);
  }

  #change(id: string, change: Partial<User>): User | undefined {
    const user = this.#users.get(id);
    if (user === undefined) return undefined;
    const changed = { ...user, ...change };
    this.#users.set(id, changed);
    return changed;
  }

  #changeToken(id: string, change: Partial<KeptToken>): void {
    for (const [digest, token] of this.#tokens) if (token.id === id) this.#tokens.set(digest, { ...token, ...change });
  }

  #endSessionsOf(userId: string): void {
    for (const [digest, session] of this.#sessions) if (session.userId === userId) this.#sessions.delete(digest);
  }

  #takeLinksOf(userId: string): void {
    for (const [digest, link] of this.#links) if (link.userId === userId) this.#links.delete(digest);
  }

  #described({ userId, ...token }: KeptToken): AccessToken {
    return { ...token, user: this.#users.get(userId ?? '') ?? null };
  }
}
