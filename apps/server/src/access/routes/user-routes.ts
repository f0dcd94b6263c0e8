/** Who may log in. */
import { randomUUID } from 'node:crypto';
import {
  API_PATHS,
  LINK_MS,
  newUserSchema,
  userChangeSchema,
  userLinkSchema,
  userListSchema,
  userParametersSchema,
  userSchema,
} from '@nines/api';
import type { ApiUser, UserLink } from '@nines/api';
import { NinesError } from '@nines/kernel';
import type { AccountStore, User } from '@nines/kernel';
import { PROBLEMS } from '../../http/routes/problems.ts';
import type { ServerApp } from '../../http/fastify-app.ts';
import { digestOf, newSecret } from '../credentials.ts';
import { linkPath } from '../first-login.ts';
import { requireRole } from '../grants.ts';
import type { AccessSources } from './access-sources.ts';
import { ASKED } from './session-routes.ts';

export function addUsers(app: ServerApp, { accounts, clock }: AccessSources): void {
  const nowText = (aheadMs = 0): string => new Date(clock.now() + aheadMs).toISOString();
  /** @param user - as it was when it was looked at whether who asks may do so */
  const link = async (store: AccountStore, user: User): Promise<UserLink> => {
    const [secret, expiresAt] = [newSecret(), nowText(LINK_MS)];
    if (!(await store.addLink(digestOf(secret), user, expiresAt)))
      throw new NinesError('API_CONFLICT', `${user.name} has another role by now; ask again`);
    return { name: user.name, path: linkPath(secret), expiresAt };
  };
  app.get(
    API_PATHS.users,
    {
      config: { needs: 'user.manage' },
      schema: { summary: 'Who may log in', security: ASKED, response: { 200: userListSchema, ...PROBLEMS } },
    },
    async () => ({ data: (await accounts().users()).map(describe), pagination: { next: null } }),
  );
  app.post(
    API_PATHS.users,
    {
      config: { needs: 'user.manage', repeats: 'secret' },
      schema: {
        summary: 'Adds a user, and makes the link with which they set a password',
        security: ASKED,
        body: newUserSchema,
        response: { 201: userLinkSchema, ...PROBLEMS },
      },
    },
    async (request, reply) => {
      const { name, role } = request.body;
      request.auditSubject = `${name} as ${role}`;
      requireRole(request.actor, role);
      const user: User = {
        ...{ id: randomUUID(), name, role, passwordHash: null, isDisabled: false },
        createdAt: nowText(),
      };
      if (!(await accounts().addUser(user))) throw new NinesError('API_CONFLICT', `there is a user ${name} already`);
      return reply.code(201).send(await link(accounts(), user));
    },
  );
  app.patch(
    API_PATHS.user,
    {
      config: { needs: 'user.manage' },
      schema: {
        summary: 'Gives a user another role, or lets them in no more; ends their sessions',
        security: ASKED,
        params: userParametersSchema,
        body: userChangeSchema,
        response: { 200: userSchema, ...PROBLEMS },
      },
    },
    async (request) => {
      const { actor, body, params } = request;
      const { isDisabled, role } = body;
      request.auditSubject = [params.name, role, isDisabled && 'disabled'].filter(Boolean).join(' ');
      const user = await named(accounts(), params.name);
      requireRole(actor, user.role);
      if (role !== undefined) requireRole(actor, role);
      const change = { ...(role !== undefined && { role }), ...(isDisabled !== undefined && { isDisabled }) };
      return describe((await accounts().changeUser(user.id, change, nowText())) ?? user);
    },
  );
  app.post(
    API_PATHS.userLink,
    {
      config: { needs: 'user.manage', repeats: 'secret' },
      schema: {
        summary: 'Makes a link with which a user sets a new password, once; earlier ones do not work any more',
        security: ASKED,
        params: userParametersSchema,
        response: { 201: userLinkSchema, ...PROBLEMS },
      },
    },
    async ({ actor, params }, reply) => {
      const user = await named(accounts(), params.name);
      requireRole(actor, user.role);
      return reply.code(201).send(await link(accounts(), user));
    },
  );
}

/** @throws NinesError `API_NOT_FOUND` */
export async function named(store: AccountStore, name: string): Promise<User> {
  const user = await store.userNamed(name);
  if (user !== undefined) return user;
  throw new NinesError('API_NOT_FOUND', 'there is no such user; see nines user list');
}

function describe({ createdAt, isDisabled, name, passwordHash, role }: User): ApiUser {
  return { name, role, isDisabled, hasPassword: passwordHash !== null, createdAt };
}
