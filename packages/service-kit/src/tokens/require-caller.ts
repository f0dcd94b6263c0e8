/** Routes that only callers with a token may use. */
import type { FastifyRequest } from 'fastify';

import { Problem } from '../problems/problem.ts';
import type { ServiceApp } from '../service/service-app.ts';
import type { Caller, TokenRole, TokenVerifier } from './service-token.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is asking; null where the route does not require anybody. Read it with `callerOf`. */
    caller: Caller | null;
  }
}

/** Makes every route that is added to `app` afterwards answer 401 `TOKEN_INVALID` without a valid token. */
export function requireCaller(app: ServiceApp, verify: TokenVerifier): void {
  app.decorateRequest('caller', null);
  app.addHook('onRequest', async (request) => {
    request.caller = await verify(request.headers.authorization);
  });
}

/** The caller of a route behind `requireCaller`. @throws Problem 403 `ROLE_FORBIDDEN` where `role` is another one */
export function callerOf(request: FastifyRequest, role?: TokenRole): Caller {
  const { caller } = request;
  if (caller === null) throw new Error(`Route ${request.routeOptions.url ?? ''} does not require a caller`);
  if (role !== undefined && caller.role !== role) {
    throw new Problem(403, 'ROLE_FORBIDDEN', { detail: `Only for the role ${role}` });
  }
  return caller;
}

/** The caller, who must be the user `userId`. @throws Problem 403 `ROLE_FORBIDDEN` where it is somebody else */
export function ownerOf(request: FastifyRequest, userId: string): Caller {
  const caller = callerOf(request);
  if (caller.userId !== userId) throw new Problem(403, 'ROLE_FORBIDDEN', { detail: 'Only for the user concerned' });
  return caller;
}
