/**
 * PagerDuty's Events API v2, and the incidents that it would make of the events.
 *
 * @see PagerDuty developer documentation, "Send an Event", "Events API v2 Overview", "Response codes & Retry Logic"
 */
import { HttpReceiver, isMoment, isObject, jsonObject } from './http-receiver.ts';
import type { ReceivedRequest, ReceiverAnswer, ReceiverOptions } from './http-receiver.ts';

export interface FakePagerDutyOptions extends ReceiverOptions {
  /** @defaultValue 32 times `a` */
  readonly routingKey?: string;
}

export interface PagerDutyIncident {
  readonly dedupKey: string;
  readonly status: 'triggered' | 'acknowledged' | 'resolved';
  readonly severity: string;
  readonly summary: string;
  /** Events of it, those that changed nothing too. */
  readonly events: number;
}

type Fields = Readonly<Record<string, unknown>>;

const MOST_BYTES = 512 * 1_024;
const SEVERITIES = ['critical', 'error', 'warning', 'info'];

export class FakePagerDuty extends HttpReceiver {
  readonly routingKey: string;
  readonly events: Fields[] = [];
  /** In the order of their first events; those that were resolved stay. */
  readonly incidents: PagerDutyIncident[] = [];

  constructor(options: FakePagerDutyOptions = {}) {
    super(options);
    this.routingKey = options.routingKey ?? 'a'.repeat(32);
  }

  protected override handle(request: ReceivedRequest): ReceiverAnswer {
    if (request.path !== '/v2/enqueue' || request.method !== 'POST') return { status: 404, body: 'not found' };
    if (Buffer.byteLength(request.body) > MOST_BYTES) return invalid('Event exceeds the maximum size of 512 KB');
    const event = jsonObject(request.body);
    if (event === undefined) return invalid('Event object format is unrecognized', 'JSON cannot be parsed');
    const wrong = this.#errorOf(event);
    if (wrong !== undefined) return invalid('Event object is invalid', wrong);
    this.events.push(event);
    this.#apply(event);
    return {
      status: 202,
      body: { status: 'success', message: 'Event processed', dedup_key: event['dedup_key'] ?? 'made-up' },
    };
  }

  #errorOf(event: Fields): string | undefined {
    const { routing_key: routingKey, event_action: action, dedup_key: key, payload, links, images } = event;
    if (routingKey !== this.routingKey) return "'routing_key' is invalid or not active";
    if (action !== 'trigger' && action !== 'acknowledge' && action !== 'resolve') return "'event_action' is invalid";
    if (key !== undefined && (typeof key !== 'string' || key.length > 255)) return "'dedup_key' is invalid";
    if (key === undefined && action !== 'trigger') return "'dedup_key' is missing or blank";
    if (links !== undefined && !isListOf(links, 'href')) return "'links' is invalid";
    if (images !== undefined && !isListOf(images, 'src')) return "'images' is invalid";
    return action === 'trigger' ? payloadError(payload) : undefined;
  }

  #apply({ event_action: action, dedup_key: key, payload }: Fields): void {
    const dedupKey = typeof key === 'string' ? key : 'made-up';
    const index = this.incidents.findIndex((one) => one.dedupKey === dedupKey && one.status !== 'resolved');
    const open = this.incidents[index];
    const { severity, summary } = (payload ?? {}) as { severity?: string; summary?: string };
    if (open === undefined) {
      if (action !== 'trigger') return;
      const facts = { severity: String(severity), summary: String(summary) };
      this.incidents.push({ dedupKey, status: 'triggered', ...facts, events: 1 });
      return;
    }
    const status = { trigger: open.status, acknowledge: 'acknowledged', resolve: 'resolved' } as const;
    this.incidents[index] = {
      ...open,
      status: status[action as keyof typeof status],
      severity: severity ?? open.severity,
      events: open.events + 1,
    };
  }
}

function payloadError(payload: unknown): string | undefined {
  if (!isObject(payload)) return "'payload' is missing or blank";
  const { summary, source, severity, timestamp, custom_details: details } = payload;
  if (typeof summary !== 'string' || summary.trim() === '') return "'payload.summary' is missing or blank";
  if (summary.length > 1_024) return "'payload.summary' is too long";
  if (typeof source !== 'string' || source === '') return "'payload.source' is missing or blank";
  if (!SEVERITIES.includes(String(severity))) return "'payload.severity' is invalid";
  if (timestamp !== undefined && !isMoment(timestamp)) return "'payload.timestamp' is invalid";
  return details === undefined || isObject(details) ? undefined : "'payload.custom_details' is invalid";
}

function isListOf(list: unknown, name: string): boolean {
  return Array.isArray(list) && list.every((item) => isObject(item) && /^https?:\/\//u.test(String(item[name])));
}

function invalid(message: string, ...errors: readonly string[]): ReceiverAnswer {
  return { status: 400, body: { status: 'invalid event', message, errors } };
}
