/** Why people were told of an alert, or not. */
import { z } from 'zod';
import { LONGEST_FINGERPRINT } from './fingerprints.ts';
import { momentSchema } from './moments.ts';

/** Path of `GET /api/v1/alerts/{alert}/why`. */
export const whyParametersSchema = z.object({
  alert: z.string().min(1).max(LONGEST_FINGERPRINT).meta({ description: 'Fingerprint, or the name of an alert' }),
});

/** Its query. */
export const whyQuerySchema = z.strictObject({
  service: z.string().max(200).optional().meta({ description: 'Of alerts with that name the one of this service' }),
});

const findingSchema = z.object({
  step: z.enum(['rule', 'alertmanager', 'intake', 'incident', 'routing', 'delivery']),
  at: momentSchema.nullable().meta({ description: 'Null where it is so now, or nobody knows when' }),
  told: z.enum(['yes', 'no', 'unknown']).meta({ description: 'Whether, by this, people were told' }),
  text: z.string().meta({ description: 'A sentence' }),
});

/** `GET /api/v1/alerts/{alert}/why` */
export const whySchema = z
  .object({
    fingerprint: z.string(),
    labels: z.record(z.string(), z.string()),
    findings: z.array(findingSchema).readonly().meta({ description: 'From the rule to the channel' }),
  })
  .meta({ id: 'Why' });

export type Why = z.infer<typeof whySchema>;
