/** Incidents: what is wrong, who cares for it, and what became of it. */
import { INCIDENT_ROLES, INCIDENT_STATUSES } from '@nines/kernel';
import { z } from 'zod';
import { momentSchema } from './moments.ts';
import { repeatable, wholeList } from './pages.ts';
import { recordedEventSchema } from './events.ts';

export const severitySchema = z
  .union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)])
  .meta({ description: '1 is the worst; 4 is a ticket that wakes nobody' });

const daySchema = z.iso.date().meta({ description: '`2026-12-24`' });

const taskSchema = z.object({
  id: z.string(),
  text: z.string(),
  kind: z.enum(['task', 'corrective']).meta({ description: 'corrective: of the postmortem, tracked until it is done' }),
  owner: z.string().nullable(),
  due: daySchema.nullable(),
  doneAt: momentSchema.nullable(),
});

const disturbanceSchema = z.object({
  from: momentSchema,
  to: momentSchema.nullable(),
  quietSeconds: z.number().optional().meta({ description: 'In which nothing was wrong, where several became one' }),
});

const impactSchema = z.object({
  failedRequests: z.number().nullable(),
  totalRequests: z.number().nullable(),
  minutes: z.number().meta({ description: 'In which something was bad enough to page' }),
  budgets: z
    .array(
      z.object({
        service: z.string(),
        slo: z.string(),
        spentRatio: z.number().meta({ description: 'Share of what the period allows' }),
      }),
    )
    .readonly(),
});

/** `GET /api/v1/incidents/{number}`, and what every command answers. */
export const incidentSchema = z
  .object({
    number: z.number().int().meta({ description: 'What people call it' }),
    title: z.string(),
    status: z.enum(INCIDENT_STATUSES),
    severity: severitySchema,
    severityBy: z.enum(['rule', 'person']).meta({ description: "A person's choice is not changed by rules" }),
    drill: z.string().nullable().meta({ description: 'Name of the drill; null where it is real' }),
    root: z
      .object({ service: z.string(), alertname: z.string() })
      .nullable()
      .meta({ description: 'What caused the others, as far as the catalog tells' }),
    services: z.array(z.string()).readonly().meta({ description: 'Affected, the root first' }),
    owners: z.array(z.string()).readonly(),
    startedAt: momentSchema.meta({ description: 'Since when something was wrong' }),
    detectedAt: momentSchema.meta({ description: 'When the first alert was taken in' }),
    openedAt: momentSchema.optional().meta({ description: 'When it was begun here, which never changes' }),
    acknowledgedAt: momentSchema.nullable(),
    acknowledgedBy: z.string().nullable(),
    mitigatedAt: momentSchema.nullable(),
    resolvedAt: momentSchema.nullable(),
    resolvedBy: z.string().nullable().meta({ description: 'Person, or `nines` where its alerts ended' }),
    isOfPlatform: z.boolean().meta({ description: 'All of it is about Nines itself: Alertmanager tells of it' }),
    reopenings: z.number().int(),
    disturbances: z.array(disturbanceSchema).readonly(),
    alertCount: z.number().int(),
    firingCount: z.number().int(),
    roles: z.partialRecord(z.enum(INCIDENT_ROLES), z.string()),
    tasks: z.array(taskSchema).readonly(),
    links: z.array(z.object({ title: z.string(), url: z.string() })).readonly(),
    told: z.array(z.string()).readonly().meta({ description: 'Channels that were told of it' }),
    groupedBy: z.enum(['rule', 'person']).meta({ description: 'What a person merged or split stays so' }),
    isKeptOpen: z
      .boolean()
      .meta({ description: 'A person reopened it: it does not end by itself before an alert fired' }),
    mergedInto: z.number().int().nullable(),
    impact: impactSchema.nullable().meta({ description: 'Measured when it was resolved' }),
    version: z.number().int().meta({ description: 'One more with every change' }),
  })
  .meta({ id: 'Incident' });

export type ApiIncident = z.infer<typeof incidentSchema>;

/** Incidents of one answer, at most. */
const LONGEST_LIST = 500;

/** Query of `GET /api/v1/incidents`. */
export const incidentsQuerySchema = z.strictObject({
  status: repeatable(z.enum(INCIDENT_STATUSES)),
  severity: repeatable(z.enum(['1', '2', '3', '4'])),
  service: z.string().optional().meta({ description: 'Affected' }),
  drill: z.enum(['true', 'false']).optional().meta({ description: 'Only drills, or only real ones' }),
  since: momentSchema.optional().meta({ description: 'Whose trouble began at or after it' }),
  until: momentSchema.optional().meta({ description: 'Whose trouble began before it' }),
  before: z.coerce
    .number()
    .int()
    .min(1)
    .max(2_147_483_647)
    .optional()
    .meta({ description: 'Only numbers below it: the next page' }),
  limit: z.coerce.number().int().min(1).max(LONGEST_LIST).default(100),
});

export type IncidentsQuery = z.infer<typeof incidentsQuerySchema>;

/** `GET /api/v1/incidents` */
export const incidentListSchema = z
  .object({
    data: z.array(incidentSchema).readonly(),
    pagination: z.object({
      next: z.number().int().nullable().meta({ description: '`before` of the next page; null where this is the last' }),
    }),
  })
  .meta({ id: 'IncidentList', description: 'The newest first, without those that became part of another' });

export type IncidentList = z.infer<typeof incidentListSchema>;

/** Path of whatever is about one incident. */
export const incidentParametersSchema = z.object({ number: z.coerce.number().int().min(1).max(2_147_483_647) });

/** `GET /api/v1/incidents/{number}/timeline` */
export const timelineSchema = z
  .object({ data: z.array(recordedEventSchema).readonly(), pagination: wholeList })
  .meta({ id: 'Timeline', description: 'Oldest first: of the incident, and of its services in its time' });

export type Timeline = z.infer<typeof timelineSchema>;

const labels = z.record(z.string(), z.string());

const takenAlertSchema = z
  .object({
    fingerprint: z.string(),
    startsAt: momentSchema,
    endsAt: momentSchema.nullable().meta({ description: 'Null while it fires' }),
    labels,
    annotations: labels,
    receivedAt: momentSchema,
    incident: z.number().int().nullable(),
  })
  .meta({ id: 'TakenAlert' });

/** `GET /api/v1/incidents/{number}/alerts` */
export const incidentAlertsSchema = z
  .object({ data: z.array(takenAlertSchema).readonly(), pagination: wholeList })
  .meta({ id: 'IncidentAlerts' });

/** `GET /api/v1/incidents/{number}/postmortem` */
export const postmortemSchema = z
  .object({
    incident: z.number().int(),
    due: daySchema.nullable().meta({
      description: 'Until when it is to be ready; null while the incident is not over, or where none is owed',
    }),
    markdown: z.string().meta({ description: 'Refers to the charts by their names, in the same folder' }),
    charts: z.array(z.object({ name: z.string(), svg: z.string() })).readonly(),
    flags: z
      .array(
        z.object({
          line: z.number().int().meta({ description: 'Of the Markdown, from 1' }),
          words: z.string(),
          suggestion: z.string(),
        }),
      )
      .readonly()
      .meta({ description: 'Where a person seems to be made the cause' }),
  })
  .meta({ id: 'Postmortem', description: 'A draft from the timeline' });

export type ApiPostmortem = z.infer<typeof postmortemSchema>;
