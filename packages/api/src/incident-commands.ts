/** What people do about incidents. Every command is a `POST` that answers with the incident as it is then. */
import { INCIDENT_ROLES } from '@nines/kernel';
import { z } from 'zod';
import { LONGEST_FINGERPRINT } from './fingerprints.ts';
import { incidentParametersSchema, severitySchema } from './incidents.ts';

const line = z.string().trim().min(1).max(200);
const text = z.string().trim().min(1).max(4_000);

/** Of whoever asks through the socket of the platform: the person that they do it for. Others are who they are. */
const by = line.optional().meta({ description: 'In whose name; only whoever is on the machine itself may say' });

/** Headers of every command. */
export const idempotencyHeadersSchema = z.object({
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]{1,128}$/)
    .optional()
    .meta({ description: 'The same one again is answered as the first time, and changes nothing' }),
});

/** Body of acknowledging, mitigating, resolving, reopening; it may be left out. */
export const plainCommandSchema = z.strictObject({ by }).nullish();

export const severityCommandSchema = z.strictObject({ by, severity: severitySchema });

export const roleCommandSchema = z.strictObject({
  by,
  role: z.enum(INCIDENT_ROLES),
  person: line.nullable().meta({ description: 'Null takes it away' }),
});

export const noteCommandSchema = z.strictObject({ by, text });

export const taskCommandSchema = z.strictObject({
  by,
  text: line,
  kind: z.enum(['task', 'corrective']).default('task'),
  owner: line.nullable().default(null),
  due: z.iso.date().nullable().default(null),
});

/** Path of one task. */
export const taskParametersSchema = incidentParametersSchema.extend({ id: z.string().min(1).max(100) });

export const linkCommandSchema = z.strictObject({
  by,
  title: line,
  url: z.url({ protocol: /^https?$/ }).max(2_000),
});

export const mergeCommandSchema = z.strictObject({
  by,
  into: z.number().int().min(1).max(2_147_483_647).meta({ description: 'What it becomes a part of' }),
});

export const splitCommandSchema = z.strictObject({
  by,
  fingerprints: z
    .array(z.string().min(1).max(LONGEST_FINGERPRINT))
    .min(1)
    .max(1_000)
    .readonly()
    .meta({ description: 'Alerts that become an incident of their own, which is what is answered' }),
});
