/** What services promise, and how they keep it. */
import { z } from 'zod';
import { momentSchema, spanSchema } from './moments.ts';

const ratio = z.number();
const figure = z.number().nullable();

export const BUDGET_STATUSES = ['ok', 'at-risk', 'exhausted'] as const;

const periodSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('rolling'), lengthSeconds: z.number() }),
  z.object({
    kind: z.literal('calendar'),
    unit: z.enum(['day', 'week', 'month', 'quarter', 'year']),
    timezone: z.string(),
  }),
]);

/** How fast the budget burns, by what was counted in a window that ends now. */
const burnSchema = z.object({
  window: z.string().meta({ description: '`1h`' }),
  windowSeconds: z.number(),
  errorRatio: ratio,
  burnRate: z.number().meta({ description: '1 spends the budget of a period in just that period' }),
  exhaustedAt: momentSchema
    .nullable()
    .meta({ description: 'When nothing is left if it goes on so; null where that is not within the period' }),
});

/** Counts are events, or seconds where an objective is measured by time. */
const countsSchema = z.object({
  total: z.number(),
  bad: z.number(),
  coveredSeconds: z.number().meta({ description: 'For how long there was anything to measure by' }),
});

const budgetStateSchema = countsSchema.extend({
  at: momentSchema,
  period: spanSchema.meta({ description: 'The whole of it: of the calendar, also what is to come' }),
  allowed: z.number().meta({ description: 'Bad ones that the total so far allows' }),
  allowedByEnd: z.number().meta({ description: 'The same at the end of the period, if it goes on as busy' }),
  errorRatio: ratio,
  attainment: figure.meta({ description: '0-1, of the period so far; null where nothing happened' }),
  budgetSpentRatio: ratio.meta({ description: 'Of the budget of the period so far; above 1 where it is overspent' }),
  budgetRemainingRatio: ratio,
  wholePeriodSpentRatio: ratio.meta({ description: 'The same of the whole period, by `allowedByEnd`' }),
  gapSeconds: z.number().meta({ description: 'Of the period so far: there was nothing to measure by' }),
  maintenanceSeconds: z.number().meta({ description: 'Of the period so far: not counted, because it was agreed on' }),
  burns: z.array(burnSchema).readonly().meta({ description: 'The shortest window first; those that are known' }),
  exhaustedAt: momentSchema
    .nullable()
    .meta({ description: 'When nothing is left if it goes on as in the longer window of the fastest pair' }),
});

const listedObjectiveSchema = z
  .object({
    service: z.string(),
    name: z.string(),
    description: z.string().nullable(),
    target: z.string().meta({ description: 'Percent in decimal: `99.9`' }),
    period: periodSchema,
    measuredBy: z.enum(['events', 'time']),
    status: z.enum(BUDGET_STATUSES).nullable().meta({ description: 'Null before it was decided' }),
    since: momentSchema.nullable().meta({ description: 'Of the status' }),
    frozen: z.array(z.string()).readonly().meta({ description: 'What is not done any more: `releases`' }),
    state: budgetStateSchema.nullable().meta({ description: 'Null where nothing is known of its period' }),
  })
  .meta({ id: 'Objective' });

export type ListedObjective = z.infer<typeof listedObjectiveSchema>;

/** `GET /api/v1/objectives` */
export const objectiveListSchema = z
  .object({
    data: z.array(listedObjectiveSchema).readonly(),
    pagination: z.object({ next: z.null() }),
  })
  .meta({ id: 'ObjectiveList', description: 'In the order of the catalog' });

export type ObjectiveList = z.infer<typeof objectiveListSchema>;

/** Path of whatever is about one objective. */
export const objectiveParametersSchema = z.object({ service: z.string(), name: z.string() });

export type ObjectiveParameters = z.infer<typeof objectiveParametersSchema>;

/** Query of `GET /api/v1/objectives/{service}/{name}`. */
export const objectiveQuerySchema = z.strictObject({
  days: z.coerce.number().int().min(1).max(400).default(30).meta({ description: 'Of the history, today included' }),
});

const tierSchema = z.object({
  name: z.string().meta({ description: 'As alerts have it in their label `windows`: `1h/5m`' }),
  severity: z.enum(['critical', 'warning']),
  longSeconds: z.number(),
  shortSeconds: z.number(),
  factor: z.number().meta({ description: 'Told where the burn rate of both windows is above it' }),
  isTold: z.boolean().meta({ description: 'False where it is not wanted, or no error ratio would be high enough' }),
});

const daySchema = spanSchema.extend({
  ...countsSchema.shape,
  attainment: figure.meta({ description: '0-1, of the day; null where nothing happened' }),
  budgetRemainingRatio: figure.meta({ description: 'At the end of the day, of the period up to then' }),
});

/** `GET /api/v1/objectives/{service}/{name}` */
export const objectiveSchema = listedObjectiveSchema
  .extend({
    tiers: z.array(tierSchema).readonly(),
    history: z
      .array(daySchema)
      .readonly()
      .meta({ description: 'Oldest first; days of the zone of the period, of UTC where it is rolling' }),
  })
  .meta({ id: 'ObjectiveDetails' });

export type ObjectiveDetails = z.infer<typeof objectiveSchema>;

/** Query of `GET /api/v1/objectives/{service}/{name}/spending`. */
export const spendingQuerySchema = z.strictObject({
  from: momentSchema,
  to: momentSchema.optional().meta({ description: 'Now, where it is not given' }),
});

/** `GET /api/v1/objectives/{service}/{name}/spending` */
export const spendingSchema = spanSchema
  .extend({
    ...countsSchema.shape,
    service: z.string(),
    name: z.string(),
    errorRatio: ratio,
    attainment: figure.meta({ description: '0-1; null where nothing happened' }),
    budgetSpentRatio: ratio.meta({ description: 'Share of what `period` allows' }),
    period: spanSchema,
  })
  .meta({ id: 'Spending', description: 'What an interval cost: an outage, a release, a day' });

export type ApiSpending = z.infer<typeof spendingSchema>;
