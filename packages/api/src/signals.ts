/** Golden signals now: what the traffic of the last minute felt. */
import { z } from 'zod';

const figure = z.number().nullable();

const trafficSchema = z.object({
  requestsPerSecond: figure.meta({ description: 'Without probes' }),
  errorRatio: figure.meta({ description: 'Share of answers with a status of 500 or more, 0-1; null without traffic' }),
  latencySeconds: z
    .object({ p50: figure, p95: figure, p99: figure })
    .meta({ description: 'At the mesh, retries included; null without traffic' }),
  inFlight: figure,
});

const serviceSignalsSchema = trafficSchema.extend({
  service: z.string(),
  cpuCores: figure,
  memoryBytes: figure,
  eventLoopLagSeconds: figure.meta({ description: '99th percentile, where a service tells' }),
});

const edgeSignalsSchema = trafficSchema.extend({ consumer: z.string(), service: z.string() });

export type TrafficSignals = z.infer<typeof trafficSchema>;
export type ServiceSignals = z.infer<typeof serviceSignalsSchema>;
export type EdgeSignals = z.infer<typeof edgeSignalsSchema>;

/** `GET /api/v1/signals`. Figures that are not known are null, never 0. */
export const signalsSchema = z
  .object({
    at: z.iso.datetime(),
    services: z.array(serviceSignalsSchema).readonly(),
    edges: z.array(edgeSignalsSchema).readonly(),
  })
  .meta({ id: 'Signals', description: 'Rate, errors, latency and saturation over the last minute' });

export type Signals = z.infer<typeof signalsSchema>;
