/** What nobody is to be told of for a while. Alertmanager keeps it. */
import { z } from 'zod';
import { momentSchema } from './moments.ts';
import { wholeList } from './pages.ts';

/** All of them must hold. @see Alertmanager API v2, `matcher` */
const matcherSchema = z.object({
  name: z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/),
  value: z.string().max(1_000),
  isRegex: z.boolean().default(false),
  isEqual: z.boolean().default(true).meta({ description: 'False: the label is to be anything else' }),
});

export type Matcher = z.infer<typeof matcherSchema>;

const silenceSchema = z
  .object({
    id: z.string(),
    state: z.enum(['pending', 'active', 'expired']),
    matchers: z.array(matcherSchema).readonly(),
    startsAt: momentSchema,
    endsAt: momentSchema,
    by: z.string(),
    comment: z.string(),
  })
  .meta({ id: 'Silence' });

export type Silence = z.infer<typeof silenceSchema>;

/** `GET /api/v1/silences` */
export const silenceListSchema = z
  .object({ data: z.array(silenceSchema).readonly(), pagination: wholeList })
  .meta({ id: 'SilenceList', description: 'The last to end first, without those that are over' });

export type SilenceList = z.infer<typeof silenceListSchema>;

/** Body of `POST /api/v1/silences`. */
export const silenceRequestSchema = z.strictObject({
  matchers: z.array(matcherSchema).min(1).max(20).readonly(),
  durationSeconds: z
    .number()
    .int()
    .min(1)
    .max(366 * 86_400),
  comment: z.string().trim().min(1).max(1_000),
  by: z.string().trim().min(1).max(200).optional(),
});

export type SilenceRequest = z.infer<typeof silenceRequestSchema>;

/** What it answers. */
export const createdSilenceSchema = z.object({ id: z.string() }).meta({ id: 'CreatedSilence' });

/** Path of one silence. Alertmanager makes UUIDs. */
export const silenceParametersSchema = z.object({ id: z.uuid() });
