/** What was told to people, and what became of it. */
import { DELIVERY_STATES, TELLING_REASONS } from '@nines/kernel';
import { z } from 'zod';
import { momentSchema } from './moments.ts';
import { wholeList } from './pages.ts';

const messageSchema = z
  .object({
    id: z.number().int(),
    channel: z.string().meta({ description: '`slack`, `webhook:archive`' }),
    reason: z.enum([...TELLING_REASONS, 'plain']).meta({ description: 'plain: it is about no incident' }),
    state: z.enum(DELIVERY_STATES),
    attempts: z.number().int(),
    decidedAt: momentSchema,
    dueAt: momentSchema.meta({ description: 'Not tried before' }),
    sentAt: momentSchema.nullable(),
    failure: z.string().nullable().meta({ description: 'Why the last attempt failed' }),
  })
  .meta({ id: 'Message' });

export type ApiMessage = z.infer<typeof messageSchema>;

/** `GET /api/v1/incidents/{number}/messages` */
export const messageListSchema = z
  .object({ data: z.array(messageSchema).readonly(), pagination: wholeList })
  .meta({ id: 'MessageList', description: 'In the order in which they were decided' });

export type MessageList = z.infer<typeof messageListSchema>;

/** Body of `POST /api/v1/notify/test`. */
export const notifyTestSchema = z.strictObject({
  channels: z
    .array(z.string().min(1).max(200))
    .max(100)
    .readonly()
    .default([])
    .meta({ description: 'None means all that are configured' }),
});

/** Query of `GET /api/v1/notify/test`. */
export const notifyTestQuerySchema = z.strictObject({
  key: z
    .union([z.string().transform((key) => [key]), z.array(z.string()).max(100)])
    .meta({ description: 'As `POST` answered; may be repeated' }),
});

/** What either of them answers. */
export const notifyTestListSchema = z
  .object({
    data: z.array(messageSchema.extend({ key: z.string() })).readonly(),
    pagination: wholeList,
  })
  .meta({ id: 'NotifyTest', description: 'One test on each channel' });

export type NotifyTestList = z.infer<typeof notifyTestListSchema>;
