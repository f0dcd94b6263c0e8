/** How the platform is: the same document as `nines status --json`. */
import { INSTANCE_STATES } from '@nines/kernel';
import { z } from 'zod';

const instanceSchema = z.object({
  id: z.string().meta({ description: 'Slot: stable across restarts' }),
  pid: z.number().int().nullable(),
  state: z.enum(INSTANCE_STATES),
  version: z.string(),
  port: z.number().int().nullable(),
  restarts: z.number().int(),
  startedAt: z.iso.datetime().nullable(),
  nextTryAt: z.iso.datetime().nullable(),
  cpuCores: z.number().nullable(),
  memoryBytes: z.number().nullable(),
});

const serviceSchema = z.object({
  name: z.string(),
  kind: z.enum(['service', 'engine']),
  url: z.string().nullable(),
  desired: z.number().int(),
  ready: z.number().int(),
  instances: z.array(instanceSchema).readonly(),
});

/** `GET /api/v1/status` */
export const statusSchema = z
  .object({
    schemaVersion: z.literal(1),
    platform: z.string(),
    state: z.enum(['starting', 'ready', 'degraded', 'down']),
    services: z.array(serviceSchema).readonly(),
    system: z.array(serviceSchema).readonly(),
  })
  .meta({ id: 'Status', description: 'Services in the order of the catalog, then the workloads of Nines itself' });
