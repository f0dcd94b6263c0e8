/** Whether a request comes from Slack, as it was sent, just now. */
import { createHmac } from 'node:crypto';
import { isEqual } from '../signature/verdict.ts';
import type { SignatureVerdict } from '../signature/verdict.ts';

export interface SlackSignatureOptions {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** As it came, byte for byte. */
  readonly body: string;
  readonly signingSecret: string;
  /** Wall clock, ms since the epoch. */
  readonly nowMs: number;
  /** How old, or how far ahead, a request may be, s. @defaultValue 300 */
  readonly toleranceSeconds?: number;
}

/**
 * Within the time that is allowed a request can be sent again by whoever saw it: `Press.key` is the same then.
 *
 * @see Slack developer documentation, "Verifying requests from Slack"
 */
export function verifySlackSignature(options: SlackSignatureOptions): SignatureVerdict {
  const { headers, body, signingSecret, nowMs, toleranceSeconds = 300 } = options;
  const timestamp = headers['x-slack-request-timestamp'];
  const signature = headers['x-slack-signature'];
  // An empty secret would be one that everybody knows.
  if (typeof timestamp !== 'string' || typeof signature !== 'string' || signingSecret === '') return 'missing';
  if (!/^\d{1,12}$/u.test(timestamp)) return 'missing';
  if (Math.abs(nowMs / 1_000 - Number(timestamp)) > toleranceSeconds) return 'stale';
  const right = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
  return isEqual(`v0=${right}`, signature) ? 'right' : 'wrong';
}
