/** Times as the API writes and takes them. */
import { z } from 'zod';

/** ISO 8601 UTC. */
export const momentSchema = z.iso.datetime();

/** Half open. */
export const spanSchema = z.object({ from: momentSchema, to: momentSchema });

export type ApiSpan = z.infer<typeof spanSchema>;
