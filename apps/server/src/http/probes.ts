/** What the platform asks its server. */
import type { ServerMetrics } from '../metrics/server-metrics.ts';
import type { ServerApp } from './fastify-app.ts';

/** What is still missing before others may rely on the server. */
export class Readiness {
  readonly #missing: Set<string>;

  constructor(missing: readonly string[]) {
    this.#missing = new Set(missing);
  }

  /** One of those that were missing is there. */
  reached(what: string): void {
    this.#missing.delete(what);
  }

  /** Not ready any more, for good. */
  close(): void {
    this.#missing.add('shutting down');
  }

  /** Undefined when ready. */
  get reason(): string | undefined {
    return this.#missing.size === 0 ? undefined : `waiting for: ${[...this.#missing].join(', ')}`;
  }
}

/** `/livez`: the event loop turns. `/readyz`: 503 with the reason where it is not ready. `/metrics`: for Prometheus. */
export function addProbes(app: ServerApp, { registry }: ServerMetrics, readiness: Readiness): void {
  const config = { needs: 'anyone' } as const;
  app.get('/livez', { config }, () => ({ status: 'ok' }));
  app.get('/readyz', { config }, (_request, reply) => {
    const { reason } = readiness;
    return reason === undefined ? { status: 'ready' } : reply.code(503).send({ status: 'unready', reason });
  });
  app.get('/metrics', { config }, async (_request, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  );
}
