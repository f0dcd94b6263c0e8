/** What happened, in the order in which it was recorded. */
import { z } from 'zod';

export const recordedEventSchema = z
  .object({
    sequence: z.number().int().meta({ description: 'Place in the log: ascending, with gaps' }),
    id: z.string(),
    type: z.string(),
    source: z.string(),
    subject: z.string(),
    time: z.iso.datetime(),
    recordedAt: z.iso.datetime(),
    correlationId: z.string().nullable(),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Event', description: 'After CloudEvents 1.0' });

const EVENT_FILTER = {
  type: z
    .union([z.string().transform((type) => [type]), z.array(z.string())])
    .optional()
    .meta({ description: 'Any of these types; may be repeated' }),
  subject: z.string().optional().meta({ description: 'What it happened to: a service or a slot' }),
  correlationId: z.string().optional(),
};

/** Events of one answer, at most. */
export const LONGEST_PAGE = 1_000;

/** Query of `GET /api/v1/events`. */
export const eventsQuerySchema = z.strictObject({
  after: z.coerce.number().int().min(0).default(0).meta({ description: 'Only events with a higher sequence' }),
  limit: z.coerce.number().int().min(1).max(LONGEST_PAGE).default(100),
  ...EVENT_FILTER,
});

/** `GET /api/v1/events` */
export const eventPageSchema = z
  .object({
    data: z.array(recordedEventSchema).readonly(),
    pagination: z.object({
      after: z.number().int(),
      limit: z.number().int(),
      next: z.number().int().nullable().meta({ description: '`after` of the next page; null where this is the last' }),
    }),
  })
  .meta({ id: 'EventPage' });

export type EventPage = z.infer<typeof eventPageSchema>;

/** Query of `GET /api/v1/events/stream`. The header `Last-Event-ID` wins over `after`. */
export const eventStreamQuerySchema = z.strictObject({
  after: z.coerce
    .number()
    .int()
    .min(0)
    .optional()
    .meta({ description: 'Only events with a higher sequence; without it, those to come' }),
  ...EVENT_FILTER,
});
