/** A Fastify instance with everything that all services have in common, not listening yet. */
import Fastify, {
  LogController,
  type FastifyInstance,
  type FastifyPluginAsync,
  type FastifyPluginOptions,
  type RawServerDefault,
} from 'fastify';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';

import type { Logger } from '../logs/logger.ts';
import { ServiceMetrics } from '../metrics/service-metrics.ts';
import { answerProblems } from '../problems/answer-problems.ts';
import type { SpanSink } from '../tracing/span.ts';
import { observeRequests } from './observe-requests.ts';
import { addProbes } from './probes.ts';
import type { Readiness } from './readiness.ts';

/** Fastify with zod schemas on every route. */
export type ServiceApp = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, Logger, ZodTypeProvider>;

/** Routes in a context of their own: hooks added inside do not reach what is outside. */
export type ServicePlugin = FastifyPluginAsync<FastifyPluginOptions, RawServerDefault, ZodTypeProvider, Logger>;

export interface ServiceAppOptions {
  readonly name: string;
  readonly logger: Logger;
  readonly readiness: Readiness;
  /** Adds the service's own routes. */
  readonly routes: (app: ServiceApp) => void | Promise<void>;
  /** Signs the marks of declared load; without it no mark is believed. */
  readonly visitorKey?: string | undefined;
  /** Opens the switch for faults, `/faults`; without it there is no switch. */
  readonly faultToken?: string | undefined;
  /** Takes the spans of requests; without it none are made. */
  readonly spans?: SpanSink | undefined;
  /** Largest body, bytes, where a route does not say otherwise. @defaultValue 262_144 */
  readonly bodyLimitBytes?: number;
}

/** Longer than any proxy in front keeps an idle connection, ms: it is the proxy that closes, so no request races. */
const KEEP_ALIVE_TIMEOUT_MS = 75_000;

/** Builds the app; `app.inject` works at once, `app.listen` is the caller's. */
export async function createServiceApp(options: ServiceAppOptions): Promise<ServiceApp> {
  const app = Fastify({
    loggerInstance: options.logger,
    childLoggerFactory: (logger) => logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: options.bodyLimitBytes ?? 256 * 1024,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    requestTimeout: 60_000,
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    schemaController: { compilersFactory: { buildValidator: notUsed, buildSerializer: notUsed } },
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  const metrics = new ServiceMetrics(options.name);
  answerProblems(app);
  observeRequests(app, { metrics, logger: options.logger, visitorKey: options.visitorKey, spans: options.spans });
  app.addHook('onRequest', (_request, reply, done) => {
    if (options.readiness.isDraining) reply.header('connection', 'close');
    done();
  });
  addProbes(app, { readiness: options.readiness, metrics });
  // A context of their own: what the routes require of their callers, the probes do not.
  const inject = await faultsOf(app, options, metrics);
  const plugin: ServicePlugin = async (routes) => {
    inject?.(routes);
    return options.routes(routes);
  };
  await app.register(plugin);
  return app;
}

/** Where there is no token nothing of it is loaded. */
async function faultsOf(app: ServiceApp, options: ServiceAppOptions, metrics: ServiceMetrics) {
  const { faultToken: token, readiness, logger } = options;
  if (token === undefined) return undefined;
  const { addFaults } = await import('../faults/add-faults.ts');
  return addFaults(app, { token, readiness, logger, registry: metrics.registry });
}

/** Stands in for Fastify's own schema compilers, which would otherwise be loaded for nothing: memory and start time. */
function notUsed(): never {
  throw new Error('Route schemas are compiled by zod');
}
