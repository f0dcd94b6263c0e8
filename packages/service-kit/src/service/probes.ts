/** What the platform asks a service. Told apart from users' requests by the route's `kind`. */
import type { ServiceMetrics } from '../metrics/service-metrics.ts';
import type { Readiness } from './readiness.ts';
import type { ServiceApp } from './service-app.ts';

export interface ProbeOptions {
  readonly readiness: Readiness;
  readonly metrics: ServiceMetrics;
}

/**
 * `/livez`: the event loop turns. `/readyz`: requests are welcome here; 503 with the reason where they are not.
 * `/health`: for people and uptime checks. `/metrics`: for Prometheus.
 */
export function addProbes(app: ServiceApp, { readiness, metrics }: ProbeOptions): void {
  const config = { kind: 'probe' } as const;
  app.get('/livez', { config }, () => ({ status: 'ok' }));
  app.get('/readyz', { config }, (_request, reply) => {
    const { reason } = readiness;
    return reason === undefined ? { status: 'ready' } : reply.code(503).send({ status: 'unready', reason });
  });
  app.get('/health', { config }, () => ({
    status: 'ok',
    timestamp: new Date().toISOString(),
    uptime: Math.round(process.uptime() * 1_000) / 1_000,
  }));
  app.get('/metrics', { config }, async (_request, reply) => {
    const text = await metrics.registry.metrics();
    return reply.type(metrics.registry.contentType).send(text);
  });
}
