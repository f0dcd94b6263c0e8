/**
 * Signatures of what programs are told, and their verification by receivers.
 *
 * @see Standard Webhooks 1.0.0, "Webhook headers", "Signature scheme"
 */
import { createHmac } from 'node:crypto';
import { isEqual } from '../signature/verdict.ts';
import type { SignatureVerdict } from '../signature/verdict.ts';

/** `whsec_` and the key in base64, or any text, whose bytes are the key. */
export type WebhookSecret = string;

export interface SignedWebhook {
  /** The same at every attempt: what receivers tell repetitions by. */
  readonly id: string;
  /** Seconds since the epoch. */
  readonly timestamp: number;
  readonly body: string;
}

export function signWebhook({ id, timestamp, body }: SignedWebhook, secret: WebhookSecret): Record<string, string> {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': `v1,${digest(id, String(timestamp), body, secret)}`,
  };
}

export interface VerifyWebhookOptions {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** As it came, byte for byte. */
  readonly body: string;
  readonly secret: WebhookSecret;
  /** Wall clock, ms since the epoch. */
  readonly nowMs: number;
  /** How old, or how far ahead, a request may be, s. @defaultValue 300 */
  readonly toleranceSeconds?: number;
}

/** For receivers. Whoever keeps `webhook-id` of what was right for the time that is allowed is safe from replays. */
export function verifyWebhookSignature(options: VerifyWebhookOptions): SignatureVerdict {
  const { headers, body, secret, nowMs, toleranceSeconds = 300 } = options;
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures } = headers;
  if (typeof id !== 'string' || typeof timestamp !== 'string' || typeof signatures !== 'string') return 'missing';
  if (secret === '' || !/^\d{1,12}$/u.test(timestamp)) return 'missing';
  if (Math.abs(nowMs / 1_000 - Number(timestamp)) > toleranceSeconds) return 'stale';
  const right = `v1,${digest(id, timestamp, body, secret)}`;
  return signatures.split(' ').some((given) => isEqual(right, given)) ? 'right' : 'wrong';
}

function digest(id: string, timestamp: string, body: string, secret: WebhookSecret): string {
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : secret;
  return createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
}
