/** Looking back on a period of an objective. */
import { z } from 'zod';
import { momentSchema, spanSchema } from './moments.ts';

const periodSchema = z.union([z.enum(['last', 'current']), z.iso.date()]).meta({
  description:
    'last: that which is over; current: that which goes on; 2026-11-30: that which the day belongs to, or, where it is rolling, ends with. Days of UTC',
});

/** Query of `GET /api/v1/objectives/{service}/{name}/review`. */
export const reviewQuerySchema = z.strictObject({ period: periodSchema.default('last') });

export type ReviewPeriod = z.infer<typeof periodSchema>;

const countsSchema = z.object({
  total: z.number(),
  bad: z.number(),
  errorRatio: z.number(),
  attainment: z.number().nullable().meta({ description: '0-1; null where nothing happened' }),
  budgetSpentRatio: z.number().meta({ description: 'Share of what the period allows' }),
});

const reviewedPeriodSchema = spanSchema.extend({
  ...countsSchema.shape,
  allowed: z.number().meta({ description: 'What of `total` may be bad' }),
  gapSeconds: z.number().meta({ description: 'There was nothing to measure by' }),
  maintenanceSeconds: z.number().meta({ description: 'Not counted, because it was agreed on' }),
  isComplete: z.boolean(),
  isTelling: z.boolean().meta({ description: 'Whether enough was measured to draw conclusions' }),
});

const daySchema = spanSchema.extend({
  ...countsSchema.shape,
  day: z.string().meta({ description: '`2026-11-11`' }),
  shareOfSpent: z.number().meta({ description: 'Of all that was spent in the period, 0-1' }),
});

const alertSchema = z.object({
  tier: z.string().meta({ description: '`1h/5m`' }),
  severity: z.enum(['critical', 'warning']),
  startedAt: momentSchema,
  easedAt: momentSchema.nullable(),
});

const proposalSchema = z.object({
  kind: z.enum(['tighten', 'relax', 'fix', 'keep']),
  target: z.string().nullable().meta({ description: 'In percent, where another one is proposed' }),
  reason: z.string(),
});

/** That people have read it, and agree. */
export const signOffSchema = spanSchema
  .extend({ by: z.string(), note: z.string(), at: momentSchema })
  .meta({ id: 'SignOff' });

export type SignOff = z.infer<typeof signOffSchema>;

/** `GET /api/v1/objectives/{service}/{name}/review` */
export const reviewSchema = z
  .object({
    service: z.string(),
    name: z.string(),
    description: z.string().nullable(),
    target: z.string().meta({ description: 'In percent' }),
    measuredIn: z.enum(['events', 'seconds']).meta({ description: 'What `total` and `bad` count' }),
    timezone: z.string().meta({ description: 'Of the days' }),
    period: reviewedPeriodSchema,
    before: z.array(reviewedPeriodSchema).readonly().meta({ description: 'Those before it, the latest first' }),
    worstDays: z.array(daySchema).readonly(),
    credits: z
      .array(z.object({ month: z.string(), creditRatio: z.number(), causes: z.array(spanSchema).readonly() }))
      .readonly(),
    alerts: z.array(alertSchema).readonly(),
    proposals: z.array(proposalSchema).readonly(),
    signOffs: z.array(signOffSchema).readonly().meta({ description: 'Of this very period, oldest first' }),
    markdown: z.string().meta({ description: 'The same for people' }),
  })
  .meta({ id: 'Review' });

export type ApiReview = z.infer<typeof reviewSchema>;

/** Body of `POST /api/v1/objectives/{service}/{name}/review/sign-off`. */
export const signOffRequestSchema = z.strictObject({
  period: periodSchema.default('last'),
  by: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .optional()
    .meta({ description: 'Who; otherwise, and over TCP, whoever is logged in' }),
  note: z.string().max(4_000).default(''),
});

export type SignOffRequest = z.infer<typeof signOffRequestSchema>;
