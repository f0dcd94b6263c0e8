/**
 * A receiver of signed CloudEvents that keeps to both specifications and takes each id once.
 *
 * Written from the specifications alone, without the code it tests.
 *
 * @see CloudEvents 1.0, "HTTP Protocol Binding", 3.2 "Structured Content Mode"; "JSON Event Format"
 * @see Standard Webhooks 1.0.0, "Signature scheme", "Verifying webhook authenticity"
 */
import { createHmac } from 'node:crypto';
import { HttpReceiver, isMoment, jsonObject } from './http-receiver.ts';
import type { ReceivedRequest, ReceiverAnswer, ReceiverOptions } from './http-receiver.ts';

export interface FakeWebhookOptions extends ReceiverOptions {
  /** `whsec_` and the key in base64, or any text. @defaultValue none: signatures are not looked at */
  readonly secret?: string;
  /** How far the moment that is signed may be from now, s. @defaultValue 300 */
  readonly toleranceSeconds?: number;
}

/** A CloudEvent as it came. */
export type ReceivedCloudEvent = Readonly<Record<string, unknown>> & {
  readonly id: string;
  readonly type: string;
  readonly source: string;
};

const MOST_BYTES = 1_048_576;

export class FakeWebhook extends HttpReceiver {
  /** Each id once. */
  readonly events: ReceivedCloudEvent[] = [];
  /** Ids that came again. */
  readonly repeated: string[] = [];
  /** Why requests were refused. */
  readonly refused: string[] = [];
  readonly #options: FakeWebhookOptions;

  constructor(options: FakeWebhookOptions = {}) {
    super(options);
    this.#options = options;
  }

  protected override handle(request: ReceivedRequest): ReceiverAnswer {
    const wrong = this.#signatureError(request) ?? formError(request);
    if (wrong !== undefined) {
      this.refused.push(wrong);
      return { status: 400, body: wrong };
    }
    const event = jsonObject(request.body) as ReceivedCloudEvent;
    if (this.events.some(({ id, source }) => id === event.id && source === event.source)) this.repeated.push(event.id);
    else this.events.push(event);
    return { status: 204, body: '' };
  }

  #signatureError({ headers, body }: ReceivedRequest): string | undefined {
    const { secret, toleranceSeconds = 300 } = this.#options;
    if (secret === undefined) return undefined;
    const [id, timestamp, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) =>
      String(headers[name] ?? ''),
    ) as [string, string, string];
    if (id === '' || !/^\d+$/u.test(timestamp)) return 'no id or no timestamp';
    if (Math.abs(this.now() / 1_000 - Number(timestamp)) > toleranceSeconds) return 'timestamp is too old or too new';
    const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : secret;
    const right = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
    if (!signatures.split(' ').includes(`v1,${right}`)) return 'signature is wrong';
    return jsonObject(body)?.['id'] === id ? undefined : 'webhook-id is not the id of the event';
  }
}

function formError({ method, headers, body }: ReceivedRequest): string | undefined {
  if (method !== 'POST') return 'not a POST';
  if (!/^application\/cloudevents\+json(?:;|$)/u.test(headers['content-type'] ?? '')) return 'no structured CloudEvent';
  if (Buffer.byteLength(body) > MOST_BYTES) return 'too large';
  const event = jsonObject(body);
  if (event === undefined) return 'no JSON object';
  if (event['specversion'] !== '1.0') return 'specversion is not 1.0';
  const missing = ['id', 'source', 'type'].find((name) => typeof event[name] !== 'string' || event[name] === '');
  if (missing !== undefined) return `${missing} is missing`;
  const misnamed = Object.keys(event).find((name) => !/^[a-z0-9]+$/u.test(name) && name !== 'data_base64');
  if (misnamed !== undefined) return `${misnamed} is no name of an attribute`;
  const { time } = event;
  return time === undefined || isMoment(time) ? undefined : 'time is no moment';
}
