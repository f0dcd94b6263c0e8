/** What customers are owed. */
import { z } from 'zod';
import { momentSchema, spanSchema } from './moments.ts';

/** `2026-11`. */
const monthSchema = z.string().regex(/^\d{4}-(?:0[1-9]|1[0-2])$/, 'a month such as 2026-11');

/** Query of `GET /api/v1/sla`. */
export const slaQuerySchema = z.strictObject({
  month: monthSchema.optional().meta({ description: '`2026-11`, of UTC; the one that goes on, where it is not given' }),
});

const ruleSchema = z.object({
  service: z.string(),
  slo: z.string().nullable().meta({ description: 'Null where any objective of the service is meant' }),
  when: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('violated'), forSeconds: z.number() }),
    z.object({ kind: z.literal('monthly-uptime'), belowPercent: z.string() }),
  ]),
  creditRatio: z.number().meta({ description: 'Share of what was paid' }),
});

const findingSchema = z.object({
  slo: z.string(),
  attainment: z.number().nullable().meta({ description: '0-1, of the month so far; null where nothing happened' }),
  causes: z
    .array(spanSchema)
    .readonly()
    .meta({ description: 'When it happened: whole violations, or the times in which something was bad' }),
  gapSeconds: z.number().meta({ description: 'There was nothing to measure by: neither good nor bad' }),
  maintenanceSeconds: z.number().meta({ description: 'Not counted, because it was agreed on' }),
});

const creditsSchema = z.object({
  service: z.string(),
  creditRatio: z.number().meta({ description: 'That of all credits together, at most 1' }),
  credits: z.array(ruleSchema.extend({ findings: z.array(findingSchema).readonly() })).readonly(),
  unmeasured: z
    .array(ruleSchema)
    .readonly()
    .meta({ description: 'Rules that nothing can be said about: the service has no objective that they are about' }),
});

/** `GET /api/v1/sla` */
export const slaSchema = spanSchema
  .extend({
    month: monthSchema,
    at: momentSchema,
    isComplete: z.boolean().meta({ description: 'Until then more may come to be owed, never less' }),
    data: z.array(creditsSchema).readonly(),
    pagination: z.object({ next: z.null() }),
  })
  .meta({ id: 'Sla', description: 'Each service that customers are promised credits for' });

export type Sla = z.infer<typeof slaSchema>;
