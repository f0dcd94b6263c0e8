/** Tokens of people and of programs. */
import { randomUUID } from 'node:crypto';
import { API_PATHS, createdTokenSchema, newTokenSchema, tokenListSchema, tokenParametersSchema } from '@nines/api';
import type { ApiToken, NewApiToken } from '@nines/api';
import { NinesError, permissionsOf } from '@nines/kernel';
import type { AccessToken, AccountStore, NewToken, User } from '@nines/kernel';
import { z } from 'zod';
import { PROBLEMS } from '../../http/routes/problems.ts';
import type { ServerApp } from '../../http/fastify-app.ts';
import type { Actor } from '../actor.ts';
import { digestOf, newTokenSecret } from '../credentials.ts';
import { requireAll } from '../grants.ts';
import type { AccessSources } from './access-sources.ts';
import { ASKED } from './session-routes.ts';
import { named } from './user-routes.ts';

const DAY_MS = 86_400_000;

export function addTokens(app: ServerApp, { accounts, clock }: AccessSources): void {
  app.get(
    API_PATHS.tokens,
    {
      config: { needs: 'account.own' },
      schema: {
        summary: 'Tokens of who asks; of everybody, for those who manage them',
        security: ASKED,
        response: { 200: tokenListSchema, ...PROBLEMS },
      },
    },
    async ({ actor }) => {
      const seen = (await accounts().tokens()).filter((token) => isHis(actor, token));
      return { data: seen.map(describe), pagination: { next: null } };
    },
  );
  app.post(
    API_PATHS.tokens,
    {
      config: { needs: 'account.own', repeats: 'secret' },
      schema: {
        summary: 'Makes a token; its secret is told this once',
        security: ASKED,
        body: newTokenSchema,
        response: { 201: createdTokenSchema, ...PROBLEMS },
      },
    },
    async (request, reply) => {
      const { actor, body } = request;
      request.auditSubject = `${body.kind} ${body.name}`;
      const user = await ownerOf(accounts(), actor, body);
      const now = clock.now();
      const token = newToken(body, user, now);
      requireAll(actor, token.scopes);
      const secret = newTokenSecret();
      await accounts().addToken(digestOf(secret), token);
      const made: AccessToken = { ...token, user, lastUsedAt: null, revokedAt: null };
      return reply.code(201).send({ ...describe(made), secret });
    },
  );
  app.delete(
    API_PATHS.token,
    {
      config: { needs: 'account.own' },
      schema: {
        summary: 'Revokes a token: it counts no more',
        security: ASKED,
        params: tokenParametersSchema,
        response: { 204: z.undefined(), ...PROBLEMS },
      },
    },
    async ({ actor, params }, reply) => {
      const token = (await accounts().tokens()).find(({ id }) => id === params.id);
      const isRevoked =
        token !== undefined &&
        isHis(actor, token) &&
        (await accounts().revokeToken(token.id, new Date(clock.now()).toISOString()));
      if (!isRevoked) throw new NinesError('API_NOT_FOUND', 'there is no such token that counts; see nines token list');
      return reply.code(204).send();
    },
  );
}

/** Whether it is the actor's to see and to revoke. */
function isHis(actor: Actor, { id, user }: AccessToken): boolean {
  if (actor.permissions.has('token.manage') || actor.id === `token:${id}`) return true;
  return user !== null && actor.id === `user:${user.id}`;
}

/** Whose the token is to be; null: of a service. Nobody makes one in the name of somebody else, but on the machine itself. */
async function ownerOf(store: AccountStore, actor: Actor, { kind, user: name }: NewApiToken): Promise<User | null> {
  if (kind === 'service') {
    requireAll(actor, ['token.manage']);
    if (name !== undefined) throw new NinesError('API_BAD_REQUEST', 'a service token is of no user');
    return null;
  }
  if (actor.kind === 'local' && name !== undefined) return named(store, name);
  if (actor.kind !== 'user' || (name !== undefined && name !== actor.name)) {
    throw new NinesError('API_FORBIDDEN', 'a personal token is made by the person, who is logged in');
  }
  return named(store, actor.name);
}

function newToken({ expiresInDays, name, role: asked, scopes: narrowed }: NewApiToken, user: User | null, now: number) {
  const role = asked ?? user?.role ?? 'viewer';
  const possible = permissionsOf(role);
  const impossible = narrowed?.find((scope) => !possible.has(scope));
  if (impossible !== undefined) throw new NinesError('API_BAD_REQUEST', `role ${role} does not have ${impossible}`);
  return {
    ...{ id: randomUUID(), name, role, scopes: [...(narrowed ?? possible)], userId: user?.id ?? null },
    createdAt: new Date(now).toISOString(),
    expiresAt: expiresInDays === null ? null : new Date(now + expiresInDays * DAY_MS).toISOString(),
  } satisfies NewToken;
}

function describe(token: AccessToken): ApiToken {
  const { createdAt, expiresAt, id, lastUsedAt, name, revokedAt, role, scopes, user } = token;
  return { id, name, user: user?.name ?? null, role, scopes: [...scopes], createdAt, expiresAt, lastUsedAt, revokedAt };
}
