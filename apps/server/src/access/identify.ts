/** From what a request shows to who asks. */
import type { FastifyRequest } from 'fastify';
import { NinesError, permissionsOf, ROLES } from '@nines/kernel';
import type { AccessToken, AccountStore, Clock, Session } from '@nines/kernel';
import { localActor } from './actor.ts';
import type { Actor } from './actor.ts';
import { bearerOf, digestOf } from './credentials.ts';
import { changesSomething, requireCsrfToken, requireOwnPage } from './csrf.ts';
import type { Identify } from './guard.ts';
import { sessionSecretOf } from './session-cookie.ts';
import type { Sessions } from './sessions.ts';

export interface IdentifyOptions {
  /** Whether a request came through the socket. */
  readonly isLocal: (request: FastifyRequest) => boolean;
  readonly accounts: () => AccountStore;
  readonly sessions: Sessions;
  readonly clock: Clock;
}

/** That a token was used is written down at most so often, ms. */
const USED_EVERY_MS = 60_000;

/** One way for each request: the socket, else a token where one is shown, else a session. */
export function identifyBy(options: IdentifyOptions): Identify {
  return async (request) => {
    if (options.isLocal(request)) return localActor(request.headers['nines-person']);
    if (request.headers.authorization !== undefined) return tokenActor(request.headers.authorization, options);
    const secret = sessionSecretOf(request);
    return secret === undefined ? undefined : sessionActor(secret, request, options);
  };
}

async function sessionActor(
  secret: string,
  { headers, method }: FastifyRequest,
  { sessions }: IdentifyOptions,
): Promise<Actor> {
  const session = await sessions.find(secret);
  if (session === undefined) throw new NinesError('API_UNAUTHORIZED', 'the session is over; log in again');
  if (changesSomething(method)) {
    requireOwnPage(headers);
    requireCsrfToken(headers, session.csrf);
  }
  return userActor(session);
}

export function userActor({ user, csrf, expiresAt }: Session): Actor {
  const { id, name, role } = user;
  return {
    ...{ id: `user:${id}`, name, role, kind: 'user' as const, permissions: permissionsOf(role) },
    session: { csrfToken: csrf, expiresAt },
  };
}

async function tokenActor(authorization: string, { accounts, clock }: IdentifyOptions): Promise<Actor> {
  const secret = bearerOf(authorization);
  const token = secret === undefined ? undefined : await accounts().token(digestOf(secret));
  const now = clock.now();
  if (token === undefined || !counts(token, now)) {
    throw new NinesError('API_UNAUTHORIZED', 'this bearer token does not count, or not any more');
  }
  if (token.lastUsedAt === null || now - Date.parse(token.lastUsedAt) >= USED_EVERY_MS) {
    // Nobody waits for it: whoever only reads may do so where nothing can be written.
    void accounts()
      .tokenUsed(token.id, new Date(now).toISOString())
      .catch(() => undefined);
  }
  const role = lesserRole(token);
  const name = token.user === null ? token.name : token.user.name;
  return { id: `token:${token.id}`, name, role, kind: 'token', permissions: permissionsOf(role, token.scopes) };
}

function counts({ expiresAt, revokedAt, user }: AccessToken, now: number): boolean {
  return revokedAt === null && (expiresAt === null || now < Date.parse(expiresAt)) && user?.isDisabled !== true;
}

/** A person's token can do what the person can now, however much that was when it was made. */
function lesserRole({ role, user }: AccessToken): Actor['role'] & string {
  return user === null || ROLES.indexOf(role) < ROLES.indexOf(user.role) ? role : user.role;
}
