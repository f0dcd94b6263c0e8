/** A service's life: listen, prepare, serve, drain, end. */
import type { AddressInfo } from 'node:net';

import { createLogger, type Logger } from '../logs/logger.ts';
import type { TraceExport } from '../tracing/export-traces.ts';
import { prepareUntilDone } from './prepare.ts';
import { Readiness } from './readiness.ts';
import { createServiceApp, type ServiceApp } from './service-app.ts';

/** What `SERVICE_ENVIRONMENT` yields. */
export interface ServiceConfig {
  readonly HOST: string;
  readonly PORT: number;
  readonly LOG_LEVEL: string;
  readonly NINES_LOAD_KEY?: string | undefined;
  readonly OTEL_EXPORTER_OTLP_ENDPOINT?: string | undefined;
  readonly NINES_INSTANCE?: string | undefined;
  readonly NINES_VERSION?: string | undefined;
  readonly NINES_FAULT_TOKEN?: string | undefined;
}

export interface ServiceOptions {
  readonly name: string;
  readonly config: ServiceConfig;
  /** Adds the service's routes. */
  readonly routes: (app: ServiceApp) => void | Promise<void>;
  /** What must have happened once before requests are welcome (migrations). Tried until it resolves. */
  readonly prepare?: (signal: AbortSignal, logger: Logger) => Promise<void>;
  /** Closes pools; runs after the last request ended. */
  readonly onShutdown?: () => Promise<void>;
  /** Time for requests under way at shutdown, ms; then their connections are cut. @defaultValue 8_000 */
  readonly shutdownTimeoutMs?: number;
  /** How long a draining service still takes requests, so that callers can learn of it, ms. @defaultValue 100 */
  readonly drainMs?: number;
  /** @defaultValue a logger to standard output at `config.LOG_LEVEL` */
  readonly logger?: Logger;
}

/** A service that listens. */
export interface RunningService {
  readonly app: ServiceApp;
  readonly port: number;
  /** Resolves when prepared; rejects when stopped before. */
  readonly prepared: Promise<void>;
  /** Drains and ends; the same promise however often it is called. */
  readonly stop: () => Promise<void>;
}

/** Listens at once, so that liveness and metrics answer, while preparation may still wait for a database. */
export async function listenService(options: ServiceOptions): Promise<RunningService> {
  const { name, config, routes, prepare } = options;
  const logger = options.logger ?? createLogger({ service: name, level: config.LOG_LEVEL });
  const readiness = new Readiness();
  const traces = await traceExportOf(options, logger);
  const { NINES_LOAD_KEY: visitorKey, NINES_FAULT_TOKEN: faultToken } = config;
  const spans = traces?.record;
  const app = await createServiceApp({ name, logger, readiness, routes, visitorKey, faultToken, spans });
  await app.listen({ host: config.HOST, port: config.PORT, listenTextResolver: () => 'Listening' });
  const stopping = new AbortController();
  const prepared = prepareUntilDone(async (signal) => prepare?.(signal, logger), {
    logger,
    signal: stopping.signal,
  }).then(() => {
    readiness.markPrepared();
    logger.info('Ready');
  });
  prepared.catch(() => undefined); // stopped while preparing; whoever awaits `prepared` still sees it
  let stopped: Promise<void> | undefined;
  return {
    app,
    port: portOf(app),
    prepared,
    stop: () => {
      stopping.abort();
      return (stopped ??= drainAndClose(app, readiness, options).then(() => traces?.shutdown()));
    },
  };
}

/**
 * Runs a service until SIGTERM or SIGINT, then ends the process: 0 after a clean end, 1 where closing failed. An error
 * that nobody caught ends it at once with 1.
 *
 * @throws whatever keeps it from listening (EADDRINUSE), so that the process ends with that
 */
export async function startService(options: ServiceOptions): Promise<void> {
  const service = await listenService(options);
  const end = (): void => {
    service.stop().then(
      () => process.exit(0),
      (err: unknown) => {
        service.app.log.error({ err }, 'Shutdown failed');
        process.exit(1);
      },
    );
  };
  process.once('uncaughtException', (err) => {
    service.app.log.fatal({ err }, 'Crashed'); // the state is unknown from here on: a fresh process is the remedy
    process.exit(1);
  });
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
}

async function drainAndClose(app: ServiceApp, readiness: Readiness, options: ServiceOptions): Promise<void> {
  readiness.markDraining();
  app.log.info('Draining');
  await new Promise((resolve) => setTimeout(resolve, options.drainMs ?? 100));
  const cut = setTimeout(() => {
    app.log.warn('Requests did not end in time; cutting their connections');
    app.server.closeAllConnections();
  }, options.shutdownTimeoutMs ?? 8_000);
  await app.close();
  clearTimeout(cut);
  await options.onShutdown?.();
  app.log.info('Stopped');
}

/** Nothing of OpenTelemetry is loaded where no collector is configured. */
async function traceExportOf({ name, config }: ServiceOptions, logger: Logger): Promise<TraceExport | undefined> {
  const endpoint = config.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (endpoint === undefined) return undefined;
  const { exportTraces } = await import('../tracing/export-traces.ts');
  const instance = config.NINES_INSTANCE?.split('/')[1];
  return exportTraces({ endpoint, service: name, instance, version: config.NINES_VERSION, logger });
}

function portOf(app: ServiceApp): number {
  const address = app.server.address() as AddressInfo;
  return address.port;
}
