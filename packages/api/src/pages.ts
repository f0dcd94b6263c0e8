/** Lists as the API answers them. */
import { z } from 'zod';

/** Of a list that is always answered whole. */
export const wholeList = z.object({ next: z.null() });

/** Something that may be given once or repeatedly in a query. */
export function repeatable<T extends z.ZodType<string | number>>(one: T) {
  return z
    .union([one.transform((value) => [value]), z.array(one)])
    .optional()
    .meta({ description: 'May be repeated: any of these' });
}
