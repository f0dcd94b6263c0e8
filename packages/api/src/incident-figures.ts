/** How fast trouble was noticed, taken up and ended. */
import { z } from 'zod';
import { severitySchema } from './incidents.ts';
import { momentSchema, spanSchema } from './moments.ts';
import { wholeList } from './pages.ts';

/** Query of `GET /api/v1/incident-figures`. */
export const incidentFiguresQuerySchema = z.strictObject({
  by: z.enum(['service', 'team']).default('service'),
  from: momentSchema.optional().meta({ description: '30 days before `to`, where it is not given' }),
  to: momentSchema.optional().meta({ description: 'Now, where it is not given' }),
});

const seconds = z.number().nullable();

const commitmentSchema = z.object({
  withinSeconds: z.number(),
  judged: z.number().int().meta({ description: 'Incidents that it is known of' }),
  kept: z.number().int(),
  keptRatio: z.number().nullable(),
});

const figuresSchema = z.object({
  incidents: z.number().int().meta({ description: 'With some of their time in the period' }),
  bySeverity: z.object({ 1: z.number().int(), 2: z.number().int(), 3: z.number().int() }),
  open: z.number().int(),
  began: z.number().int().meta({ description: 'Of these are mttd, mtta, and the commitments' }),
  mttdSeconds: seconds.meta({ description: 'Mean from the beginning of trouble to its first alert' }),
  mttaSeconds: seconds.meta({ description: 'Mean from the first alert until somebody took it on' }),
  unacknowledged: z.number().int(),
  downtimeSeconds: z.number(),
  mttrSeconds: seconds.meta({ description: 'Downtime by the number of incidents' }),
  longest: z.object({ number: z.number().int(), downtimeSeconds: z.number() }).nullable(),
  detection: commitmentSchema,
  restoration: commitmentSchema,
  tickets: z.number().int().meta({ description: 'Incidents of severity 4, which are in no other figure' }),
});

export type ApiFigures = z.infer<typeof figuresSchema>;

const comparedSchema = z.object({
  period: figuresSchema,
  before: figuresSchema.meta({ description: 'Of the period before, which is as long' }),
});

const groupedSchema = z.object({
  overall: comparedSchema,
  groups: z.array(comparedSchema.extend({ name: z.string() })).readonly(),
});

export type ApiGroupedFigures = z.infer<typeof groupedSchema>;

/** `GET /api/v1/incident-figures` */
export const incidentFiguresSchema = spanSchema
  .extend({
    by: z.enum(['service', 'team']).meta({ description: 'What `groups` are: an incident is in that of its root' }),
    real: groupedSchema,
    drills: groupedSchema,
  })
  .meta({ id: 'IncidentFigures', description: 'Of incidents of severity 1 to 3' });

export type ApiIncidentFigures = z.infer<typeof incidentFiguresSchema>;

const actionSchema = z.object({
  incident: z.number().int(),
  title: z.string(),
  severity: severitySchema,
  id: z.string(),
  text: z.string(),
  owner: z.string().nullable(),
  due: z.iso.date().nullable(),
  isOverdue: z.boolean(),
});

export type ApiAction = z.infer<typeof actionSchema>;

/** `GET /api/v1/actions` */
export const actionListSchema = z
  .object({ data: z.array(actionSchema).readonly(), pagination: wholeList })
  .meta({ id: 'ActionList', description: 'Corrective actions that are not done, the earliest date first' });

export type ActionList = z.infer<typeof actionListSchema>;

const owedPostmortemSchema = z.object({
  incident: z.number().int(),
  title: z.string(),
  severity: severitySchema,
  resolvedAt: momentSchema,
  owner: z.string().nullable().meta({ description: 'Who wrote down what happened, or else led' }),
  due: z.iso.date(),
  isOverdue: z.boolean(),
});

export type ApiOwedPostmortem = z.infer<typeof owedPostmortemSchema>;

/** `GET /api/v1/postmortems` */
export const owedPostmortemListSchema = z
  .object({ data: z.array(owedPostmortemSchema).readonly(), pagination: wholeList })
  .meta({ id: 'OwedPostmortemList', description: 'Postmortems that are still to be written, the earliest date first' });

export type OwedPostmortemList = z.infer<typeof owedPostmortemListSchema>;
