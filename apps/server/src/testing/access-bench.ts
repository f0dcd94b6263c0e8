/** The HTTP side with accounts in memory, met as programs and browsers meet it: over TCP, with what they show. */
import { randomUUID } from 'node:crypto';
import { CSRF_HEADER } from '@nines/api';
import type { Who } from '@nines/api';
import { permissionsOf } from '@nines/kernel';
import type { Permission, RecordedEvent, Role, User } from '@nines/kernel';
import { InMemoryAccountStore } from '@nines/testkit/account-store';
import { InMemoryEventLog } from '@nines/testkit/event-log';
import { Audit } from '../access/audit.ts';
import { digestOf, newSecret, newTokenSecret } from '../access/credentials.ts';
import { identifyBy } from '../access/identify.ts';
import { Logins } from '../access/login.ts';
import type { Passwords } from '../access/passwords.ts';
import { Sessions } from '../access/sessions.ts';
import type { ServerApp } from '../http/fastify-app.ts';
import type { ApiSources } from '../http/routes/sources.ts';
import { createTestApp } from './test-app.ts';

/** As fast as plain text. */
export const PLAIN_PASSWORDS: Passwords = {
  hash: async (password) => `plain:${password}`,
  isRight: async (password, kept) => kept === `plain:${password}`,
};

export const PASSWORD = 'correct horse battery';
const DAY_MS = 86_400_000;

/** What a browser keeps. */
export interface Browser {
  readonly cookie: string;
  readonly who: Who;
}

export class AccessBench {
  readonly accounts = new InMemoryAccountStore();
  readonly events = new InMemoryEventLog({ now: () => this.nowMs });
  readonly usedLinks: string[] = [];
  readonly app: ServerApp;
  nowMs = Date.UTC(2026, 0, 1);
  /** How far the wall clock was set, ms: no time went by. */
  setMs = 0;
  /** Whether requests come through the socket. */
  isLocal = false;

  constructor(sources: Partial<ApiSources> = {}, passwords: Passwords = PLAIN_PASSWORDS) {
    const clock = {
      now: () => this.nowMs + this.setMs,
      monotonicMs: () => this.nowMs,
      sleep: async () => undefined,
      timeoutSignal: () => new AbortController().signal,
    };
    const accounts = (): InMemoryAccountStore => this.accounts;
    const sessions = new Sessions(accounts, clock);
    const logins = new Logins({ accounts, sessions, passwords, clock });
    const eventLog = (): InMemoryEventLog => this.events;
    const firstLogin = { used: (secret: string) => void this.usedLinks.push(secret) };
    this.app = createTestApp(
      { eventLog, access: { accounts, sessions, logins, firstLogin, eventLog, clock }, ...sources },
      {
        identify: identifyBy({ isLocal: () => this.isLocal, accounts, sessions, clock }),
        audit: new Audit({ eventLog, clock, log: () => undefined }),
        accounts,
        clock,
      },
    );
  }

  /** @param password - null: none yet */
  async user(name: string, role: Role, password: string | null = PASSWORD): Promise<User> {
    const createdAt = new Date(this.nowMs).toISOString();
    const passwordHash = password === null ? null : await PLAIN_PASSWORDS.hash(password);
    const user = { id: randomUUID(), name, role, passwordHash, isDisabled: false, createdAt };
    await this.accounts.addUser(user);
    return user;
  }

  /** Headers that show a token. @param user - whose; a service's otherwise */
  async token(role: Role, scopes?: readonly Permission[], user: User | null = null): Promise<Record<string, string>> {
    const secret = newTokenSecret();
    const createdAt = new Date(this.nowMs).toISOString();
    const expiresAt = new Date(this.nowMs + 90 * DAY_MS).toISOString();
    const all = [...permissionsOf(role)];
    const token = { id: randomUUID(), name: 'robot', role, scopes: scopes ?? all, createdAt, expiresAt };
    await this.accounts.addToken(digestOf(secret), { ...token, userId: user?.id ?? null });
    return { authorization: `Bearer ${secret}` };
  }

  async link(user: User, forMs = DAY_MS): Promise<string> {
    const secret = newSecret();
    await this.accounts.addLink(digestOf(secret), user, new Date(this.nowMs + forMs).toISOString());
    return secret;
  }

  login(name: string, password = PASSWORD, headers: Record<string, string> = {}) {
    return this.app.inject({ method: 'POST', url: '/api/v1/session', headers, payload: { name, password } });
  }

  /** Logged in. */
  async browser(name: string, headers: Record<string, string> = {}): Promise<Browser> {
    const answer = await this.login(name, PASSWORD, headers);
    if (answer.statusCode !== 200) throw new Error(answer.body);
    return { cookie: String(answer.headers['set-cookie']).split(';', 1)[0] ?? '', who: answer.json<Who>() };
  }

  /** Headers of a page that is ours. */
  headersOf({ cookie, who }: Browser): Record<string, string> {
    return { cookie, [CSRF_HEADER]: who.csrfToken ?? '' };
  }

  async audited(): Promise<readonly RecordedEvent[]> {
    const all = await this.events.read(0, 1_000);
    return all.filter(({ type }) => type.startsWith('audit.'));
  }
}
