/** Where in Slack a button was pressed. */
import { z } from 'zod';

/** @see Slack developer documentation, "block_actions payload" */
const payloadSchema = z.object({ channel: z.object({ id: z.string(), name: z.string().default('') }) });

/** Undefined where it is no channel. @param body - `payload=…`, form-encoded */
export function slackRoomOf(body: string): { readonly id: string; readonly name: string } | undefined {
  try {
    return payloadSchema.parse(JSON.parse(new URLSearchParams(body).get('payload') ?? '')).channel;
  } catch {
    return undefined;
  }
}
