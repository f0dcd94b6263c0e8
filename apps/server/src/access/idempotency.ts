/**
 * What is asked for twice under one `Idempotency-Key` is done once, and answered twice. Commands about incidents are not
 * handled here: whoever decides about incidents keeps their answers with the decision.
 *
 * @see draft-ietf-httpapi-idempotency-key-header, sections 2.2 and 2.6
 */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { messageOf, NinesError } from '@nines/kernel';
import type { AccountStore, Clock } from '@nines/kernel';
import type { ServerApp } from '../http/fastify-app.ts';
import type { Log } from '../log.ts';
import { changesSomething } from './csrf.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** `own`: the handler itself sees to keys. `secret`: what it answers is told once, and never kept. */
    repeats?: 'own' | 'secret';
  }
  interface FastifyRequest {
    /** While the request is carried out. */
    pendingKey: string | undefined;
  }
}

export interface IdempotencyOptions {
  readonly accounts: () => Pick<AccountStore, 'answered' | 'remember'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Answers are kept for so long, ms. */
const KEPT_MS = 86_400_000;
/** Header of answers that are repeated. */
export const REPLAYED = 'idempotent-replayed';
const KEY = /^[\x21-\x7e]{1,200}$/;

interface KeptAnswer {
  readonly status: number;
  readonly body: string;
  readonly type: string;
}

/** Adds it to every route that is added afterwards. */
export function keepAnswers(app: ServerApp, { accounts, clock, log }: IdempotencyOptions): void {
  const pending = new Set<string>();
  app.decorateRequest('pendingKey');
  app.addHook('preHandler', async (request, reply) => {
    const key = keyOf(request);
    if (key === undefined) return;
    const since = new Date(clock.now() - KEPT_MS).toISOString();
    if (pending.has(key)) throw new NinesError('API_CONFLICT', 'this is being done under the same key');
    pending.add(key); // before anything is waited for: who looks later finds it here, or its answer
    let known;
    try {
      known = await accounts().answered(key, since);
      if (known === undefined) request.pendingKey = key;
    } finally {
      if (request.pendingKey === undefined) pending.delete(key);
    }
    if (known === undefined) return;
    if (known.fingerprint !== fingerprintOf(request)) {
      throw new NinesError('API_KEY_REUSED', 'this key was used for another request; use a new one');
    }
    const answer = known.answer as KeptAnswer | null;
    if (answer === null)
      throw new NinesError('API_CONFLICT', 'this was done already, and its secret is told once only');
    const { body, status, type } = answer;
    return reply.code(status).type(type).header(REPLAYED, 'true').serializer(String).send(body);
  });
  const keep = async (key: string, request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<void> => {
    if (reply.statusCode >= 300) return;
    const isSecret = request.routeOptions.config.repeats === 'secret';
    const type = String(reply.getHeader('content-type') ?? 'application/json');
    const body = typeof payload === 'string' ? payload : '';
    const answer: KeptAnswer | null = isSecret ? null : { status: reply.statusCode, body, type };
    const at = new Date(clock.now()).toISOString();
    try {
      await accounts().remember({ key, fingerprint: fingerprintOf(request), answer }, at);
    } catch (error) {
      log('warn', 'An answer is not kept for its repetition', { reason: messageOf(error) });
    }
  };
  // Not when the answer was sent: where nobody waits for it any more, it never is.
  app.addHook('onSend', async (request, reply, payload) => {
    const { pendingKey: key } = request;
    if (key === undefined) return;
    await keep(key, request, reply, payload);
    request.pendingKey = undefined; // this may come twice, and then the key may be another request's
    pending.delete(key);
  });
}

/** Of one actor: others may use the same. @throws NinesError `API_BAD_REQUEST` */
function keyOf({ actor, body, headers, method, routeOptions }: FastifyRequest): string | undefined {
  const key = headers['idempotency-key'];
  if (key === undefined || !changesSomething(method) || actor.kind === 'nobody') return undefined;
  if (routeOptions.config.repeats === 'own') return undefined;
  if (body instanceof Readable) {
    throw new NinesError('API_BAD_REQUEST', 'a file takes no Idempotency-Key: whether it is the same, nobody can tell');
  }
  if (typeof key === 'string' && KEY.test(key)) return `http:${actor.id}:${key}`;
  throw new NinesError('API_BAD_REQUEST', 'an Idempotency-Key is 1 to 200 printable characters without blanks');
}

function fingerprintOf({ body, method, url }: FastifyRequest): string {
  return createHash('sha256')
    .update(JSON.stringify([method, url, body ?? null]))
    .digest('hex');
}
