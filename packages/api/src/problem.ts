/** How the API says that it cannot. */
import { z } from 'zod';

/** Codes that the API's own problems carry; others come from the parts behind it. */
export const API_ERROR_CODES = [
  'API_BAD_REQUEST',
  'API_UNAUTHORIZED',
  'API_FORBIDDEN',
  'API_FOREIGN_HOST',
  'API_NOT_FOUND',
  'API_CONFLICT',
  'API_TOO_MANY',
  'API_CSRF',
  'API_KEY_REUSED',
  'API_UNAVAILABLE',
  'API_INTERNAL',
] as const;

/** Body of every answer that is not a success, as `application/problem+json`. @see RFC 9457 */
export const problemSchema = z
  .object({
    type: z.literal('about:blank'),
    status: z.number().int(),
    /** Stable, `AREA_FACT`; docs/errors.md lists cause and remedy. */
    code: z.string(),
    detail: z.string(),
  })
  .meta({ id: 'Problem', description: 'Why it could not be done' });

export type Problem = z.infer<typeof problemSchema>;
