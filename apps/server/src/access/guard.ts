/** Nobody gets to a handler who may not: each route says what it needs, and is refused where it says nothing. */
import type { FastifyRequest } from 'fastify';
import { NinesError } from '@nines/kernel';
import type { Permission } from '@nines/kernel';
import type { ServerApp } from '../http/server-app.ts';
import { NOBODY } from './actor.ts';
import type { Actor } from './actor.ts';

/**
 * - a permission: of whoever asks
 * - `anyone`: nothing, it is no secret
 * - `own-secret`: something that the route itself asks for: of programs that are no users
 */
export type Need = Permission | 'anyone' | 'own-secret';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a route needs. Required of every route. */
    needs?: Need;
  }
  interface FastifyRequest {
    /** Who asks. */
    actor: Actor;
  }
}

/** Undefined where nothing is shown. @throws NinesError `API_UNAUTHORIZED` where what is shown is not good */
export type Identify = (request: FastifyRequest) => Promise<Actor | undefined>;

/** Adds the check to every route that is added afterwards. */
export function guardRoutes(app: ServerApp, identify: Identify): void {
  app.decorateRequest('actor');
  app.addHook('onRoute', ({ config, method, url }) => {
    if (config?.needs === undefined) throw new Error(`${String(method)} ${url} does not say what it needs`);
  });
  app.addHook('onRequest', async (request) => {
    request.actor = NOBODY;
    const needs = request.routeOptions.config.needs ?? 'anyone'; // without a route there is nothing to get
    if (needs === 'anyone' || needs === 'own-secret') return;
    const actor = await identify(request);
    if (actor === undefined) {
      throw new NinesError('API_UNAUTHORIZED', 'this needs a session, or a bearer token; see nines token create');
    }
    request.actor = actor;
    if (actor.permissions.has(needs)) return;
    throw new NinesError('API_FORBIDDEN', `${actor.name} (${actor.role}) may not do this: it needs ${needs}`);
  });
}
