/** The HTTP side: a Fastify instance with its routes, not listening yet. */
import Fastify from 'fastify';
import { LONGEST_FINGERPRINT } from '@nines/api';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Log } from '../log.ts';
import type { ServerMetrics } from '../metrics/server-metrics.ts';
import { guardRoutes } from '../access/guard.ts';
import type { GuardOptions } from '../access/guard.ts';
import { keepAnswers } from '../access/idempotency.ts';
import type { IdempotencyOptions } from '../access/idempotency.ts';
import { addAnswerHeaders } from './answer-headers.ts';
import type { ServerApp } from './fastify-app.ts';
import { requireOwnHost } from './own-host.ts';
import { addProbes } from './probes.ts';
import type { Readiness } from './probes.ts';
import { answerProblems } from './problem.ts';
import { limitTimeToSend } from './time-to-send.ts';
import { refuseAddress } from './unreadable-address.ts';

export interface ServerAppOptions {
  readonly log: Log;
  readonly metrics: ServerMetrics;
  readonly readiness: Readiness;
  readonly access: GuardOptions & Pick<IdempotencyOptions, 'accounts'>;
  /** Adds what is asked and told under `/api`. */
  readonly routes: (app: ServerApp) => void;
}

/** Larger bodies are refused where a route does not say otherwise, bytes. */
const BODY_LIMIT_BYTES = 1024 * 1024;

/** Builds the app; `inject` works at once, `listen` is the caller's. */
export function createServerApp({ access, log, metrics, readiness, routes }: ServerAppOptions): ServerApp {
  const app: ServerApp = Fastify({
    logger: false,
    bodyLimit: BODY_LIMIT_BYTES,
    frameworkErrors: refuseAddress(log),
    routerOptions: { maxParamLength: LONGEST_FINGERPRINT },
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    schemaController: { compilersFactory: { buildValidator: notUsed, buildSerializer: notUsed } },
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  answerProblems(app, log);
  limitTimeToSend(app, access.clock);
  app.addHook('onRequest', (request, _reply, done) => {
    requireOwnHost(request.raw.rawHeaders);
    done();
  });
  guardRoutes(app, access);
  keepAnswers(app, { ...access, log });
  addAnswerHeaders(app);
  addProbes(app, metrics, readiness);
  routes(app);
  return app;
}

/** Stands in for Fastify's own schema compilers, which would otherwise be loaded for nothing. */
function notUsed(): never {
  throw new Error('Route schemas are compiled by zod');
}
