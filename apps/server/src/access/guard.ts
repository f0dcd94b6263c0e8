/** Nobody gets to a handler who may not: each route says what it needs, and is refused where it says nothing. */
import type { FastifyRequest } from 'fastify';
import { NinesError } from '@nines/kernel';
import type { Clock, Permission } from '@nines/kernel';
import type { ServerApp } from '../http/fastify-app.ts';
import { NOBODY } from './actor.ts';
import type { Actor } from './actor.ts';
import type { Audit } from './audit.ts';
import { changesSomething, requireOwnPage } from './csrf.ts';
import { REPLAYED } from './idempotency.ts';
import { OF_ACTOR, OF_STRANGERS, RateLimit } from './rate-limit.ts';

/**
 * - a permission: of whoever asks
 * - `anyone`: nothing, it is no secret
 * - `login`: nothing yet: here people show who they are
 * - `own-secret`: something that the route itself asks for: of programs that are no users
 */
export type Need = Permission | 'anyone' | 'login' | 'own-secret';

export interface GuardedRoute {
  readonly method: string;
  /** With its parameters: `/api/v1/users/:name`. */
  readonly url: string;
  readonly needs: Need;
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Every route, with what it needs. */
    readonly guarded: readonly GuardedRoute[];
    /**
     * Checks who asks once more: for what goes on for longer than the check before it is worth. `actor` is as of now then.
     *
     * @throws NinesError `API_UNAUTHORIZED`, `API_FORBIDDEN`
     */
    readonly admitAgain: (request: FastifyRequest) => Promise<void>;
  }
  interface FastifyContextConfig {
    /** What a route needs. Required of every route. */
    needs?: Need;
    /** `own`: the handler records what it changes, in one transaction with the change. */
    audit?: 'own';
  }
  interface FastifyRequest {
    /** Who asks. */
    actor: Actor;
    /** What a change is about, for the audit log, where the path does not tell. */
    auditSubject?: string;
  }
}

/** Undefined where nothing is shown. @throws NinesError `API_UNAUTHORIZED` where what is shown is not good */
export type Identify = (request: FastifyRequest) => Promise<Actor | undefined>;

export interface GuardOptions {
  readonly identify: Identify;
  readonly audit: Pick<Audit, 'changed' | 'refused'>;
  readonly clock: Clock;
}

/** Problems that are worth a record: somebody wanted what is not theirs. */
const REFUSALS = new Set(['API_UNAUTHORIZED', 'API_FORBIDDEN', 'API_CSRF', 'API_TOO_MANY']);

/** Adds the check to every route that is added afterwards. */
export function guardRoutes(app: ServerApp, options: GuardOptions): void {
  app.decorateRequest('actor');
  app.decorateRequest('auditSubject');
  const guarded: GuardedRoute[] = [];
  app.decorate('guarded', guarded);
  app.addHook('onRoute', ({ config, method, url }) => {
    const needs = config?.needs;
    if (needs === undefined) throw new Error(`${String(method)} ${url} does not say what it needs`);
    guarded.push(...[method].flat().map((each) => ({ method: each, url, needs })));
  });
  const admit = admission(options);
  const admitAgain = async (request: FastifyRequest): Promise<void> => {
    const needs = needOf(request);
    if (isPermission(needs)) requirePermission(await identified(request, options), needs);
  };
  app.decorate('admitAgain', admitAgain);
  app.addHook('onRequest', async (request) => {
    request.actor = NOBODY;
    await admit(request, needOf(request));
  });
  app.addHook('preHandler', async (request) => {
    if (request.body !== undefined) await admitAgain(request); // it may have come long after its headers
  });
  app.addHook('onError', async (request, _reply, error) => {
    if (REFUSALS.has(error.code)) void options.audit.refused(request, error.code); // nobody waits for it
  });
  app.addHook('onSend', async (request, reply) => {
    const { statusCode } = reply;
    // What programs report by a secret of the route is no change by anybody; it has events of its own.
    const isChange = changesSomething(request.method) && statusCode < 300 && needOf(request) !== 'own-secret';
    const isRepeated = reply.hasHeader(REPLAYED); // nothing was done, and what was done is recorded
    if (isChange && !isRepeated && request.routeOptions.config.audit !== 'own')
      await options.audit.changed(request, statusCode);
  });
}

function needOf({ routeOptions }: FastifyRequest): Need {
  return routeOptions.config.needs ?? 'anyone'; // without a route there is nothing to get
}

function admission(options: GuardOptions): (request: FastifyRequest, needs: Need) => Promise<void> {
  const { clock } = options;
  const ofActors = new RateLimit(OF_ACTOR);
  const ofStrangers = new RateLimit(OF_STRANGERS);
  return async (request, needs) => {
    if (needs === 'login') {
      requireOwnPage(request.headers);
      slowDown(ofStrangers.waitSeconds(`${request.ip} ${request.routeOptions.url ?? ''}`, clock.monotonicMs()));
    }
    if (!isPermission(needs)) return;
    const actor = await identified(request, options);
    if (actor.kind !== 'local') slowDown(ofActors.waitSeconds(actor.id, clock.monotonicMs()));
    requirePermission(actor, needs);
  };
}

function isPermission(needs: Need): needs is Permission {
  return needs !== 'anyone' && needs !== 'login' && needs !== 'own-secret';
}

async function identified(request: FastifyRequest, { identify }: GuardOptions): Promise<Actor> {
  const actor = await identify(request);
  if (actor === undefined) {
    throw new NinesError('API_UNAUTHORIZED', 'this needs a session, or a bearer token; see nines token create');
  }
  request.actor = actor;
  return actor;
}

function requirePermission({ name, permissions, role }: Actor, needs: Permission): void {
  if (permissions.has(needs)) return;
  throw new NinesError('API_FORBIDDEN', `${name} (${role}) may not do this: it needs ${needs}`);
}

function slowDown(waitSeconds: number): void {
  if (waitSeconds === 0) return;
  const details = { retryAfterSeconds: waitSeconds };
  throw new NinesError('API_TOO_MANY', `too many requests; the next one in ${waitSeconds} s`, { details });
}
