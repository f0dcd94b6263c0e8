/** Logging in and out, and who one is. */
import { API_PATHS, linkLoginSchema, LOGIN_PATH, loginSchema, whoSchema } from '@nines/api';
import type { Who } from '@nines/api';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { NinesError } from '@nines/kernel';
import { z } from 'zod';
import { PROBLEMS } from '../../http/routes/problems.ts';
import type { ServerApp } from '../../http/fastify-app.ts';
import type { Actor } from '../actor.ts';
import { userActor } from '../identify.ts';
import { clearSessionCookie, sessionSecretOf, setSessionCookie } from '../session-cookie.ts';
import type { OpenedSession } from '../sessions.ts';
import type { AccessSources } from './access-sources.ts';

export function addSessions(app: ServerApp, { firstLogin, logins, sessions }: AccessSources): void {
  const letIn = async (
    request: FastifyRequest,
    reply: FastifyReply,
    { secret, session }: OpenedSession,
  ): Promise<Who> => {
    // A session that the browser had before is no longer his: nobody who planted it gets in with him.
    const before = sessionSecretOf(request);
    if (before !== undefined) await sessions.end(before);
    setSessionCookie(request, reply, secret, session.expiresAt);
    request.actor = userActor(session);
    return describe(request.actor);
  };
  app.post(
    API_PATHS.session,
    {
      config: { needs: 'login', repeats: 'own' },
      schema: { summary: 'Logs in', body: loginSchema, response: { 200: whoSchema, ...PROBLEMS } },
    },
    async (request, reply) => {
      const onKnown = (name: string): void => void (request.auditSubject = name);
      return letIn(request, reply, await logins.byPassword(request.body, request.ip, onKnown));
    },
  );
  app.post(
    API_PATHS.sessionLink,
    {
      config: { needs: 'login', repeats: 'own' },
      schema: {
        summary: 'Sets the password of whose link it is, and logs in',
        body: linkLoginSchema,
        response: { 200: whoSchema, ...PROBLEMS },
      },
    },
    async (request, reply) => {
      const opened = await logins.byLink(request.body);
      firstLogin.used(request.body.token);
      return letIn(request, reply, opened);
    },
  );
  app.get(
    API_PATHS.session,
    {
      config: { needs: 'read' },
      schema: { summary: 'Who asks', security: ASKED, response: { 200: whoSchema, ...PROBLEMS } },
    },
    ({ actor }) => describe(actor),
  );
  app.delete(
    API_PATHS.session,
    {
      config: { needs: 'account.own' },
      schema: { summary: 'Logs out', security: ASKED, response: { 204: z.undefined(), ...PROBLEMS } },
    },
    async (request, reply) => {
      const secret = sessionSecretOf(request);
      if (request.actor.kind === 'user' && secret !== undefined) await sessions.end(secret);
      clearSessionCookie(request, reply);
      return reply.code(204).send();
    },
  );
  app.get(LOGIN_PATH, { config: { needs: 'anyone' }, schema: { hide: true } }, async (_request, reply) => {
    const { LOGIN_PAGE, LOGIN_POLICY } = await import('../login-page.ts');
    return reply.type('text/html; charset=utf-8').header('content-security-policy', LOGIN_POLICY).send(LOGIN_PAGE);
  });
}

/** How a program or a browser shows who it is. */
export const ASKED = [{ token: [] }, { session: [] }];

function describe({ kind, name, permissions, role, session }: Actor): Who {
  if (kind === 'nobody' || role === null) throw new NinesError('API_UNAUTHORIZED', 'nobody is logged in');
  const { csrfToken = null, expiresAt = null } = session ?? {};
  return { name, kind, role, permissions: [...permissions], csrfToken, expiresAt };
}
