/** What other programs tell: alerts in their own words, and that they live. */
import { z } from 'zod';

/** Path of an intake, or of a heartbeat. */
export const intakeParametersSchema = z.object({ name: z.string().min(1).max(63) });

/** Body of `POST /api/v1/intake/{name}`: whatever nines.yaml maps. */
export const intakeDocumentSchema = z.union([z.record(z.string(), z.unknown()), z.array(z.unknown())]);

/** What it answers. */
export const intakeAnswerSchema = z
  .object({ taken: z.number().int().meta({ description: 'Alerts in it' }) })
  .meta({ id: 'Taken' });
