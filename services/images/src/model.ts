/** What goes over the wire; unknown keys are refused. */
import { z } from 'zod';

export const userIdSchema = z.object({ id: z.uuid() });
export const lookupSchema = z.strictObject({ ids: z.array(z.uuid()).max(100) });

export const photoSchema = z.object({
  name: z.string(),
  url: z.string(),
  thumbnailUrl: z.string(),
  width: z.int(),
  height: z.int(),
});
export const userPhotoSchema = photoSchema.extend({ userId: z.uuid() });

/** A stored photo. `url` and `thumbnailUrl` are paths on the public host of images. */
export type Photo = z.output<typeof photoSchema>;
export type UserPhoto = z.output<typeof userPhotoSchema>;
