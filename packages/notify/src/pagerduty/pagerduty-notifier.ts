/** Tells PagerDuty. */
import { createHash } from 'node:crypto';
import type { DeliveryResult, Notification, Notifier } from '@nines/kernel';
import { answeredJson } from '../http/answered-json.ts';
import { exchange, resultOfNoAnswer, resultOfStatus } from '../http/exchange.ts';
import type { Answer, ExchangeOptions } from '../http/exchange.ts';
import { cleanLine } from '../text/clean-text.ts';
import { cutText } from '../text/cut-text.ts';
import { renderPagerDutyEvent } from './render-pagerduty-event.ts';
import type { PagerDutyEvent } from './render-pagerduty-event.ts';

export interface PagerDutyNotifierOptions extends ExchangeOptions {
  /** Name of the destination: `pagerduty`. */
  readonly channel: string;
  /** Integration key of the service, 32 characters. */
  readonly routingKey: string;
  /** Name of the platform, in `dedup_key`. */
  readonly platform: string;
  /** @defaultValue `https://events.pagerduty.com` */
  readonly api?: string;
}

/** @see PagerDuty developer documentation, "Events API v2 Overview", limits: some 120 events a minute */
const PACE = { burst: 30, perMs: 700 };

export function pagerDutyNotifier(options: PagerDutyNotifierOptions): Notifier {
  const { channel, routingKey, platform, api = 'https://events.pagerduty.com' } = options;

  const service = createHash('sha256').update(routingKey).digest('base64url').slice(0, 10);

  async function send(event: PagerDutyEvent, signal: AbortSignal): Promise<DeliveryResult> {
    const body = { routing_key: routingKey, ...event };
    const answer = await exchange({ url: `${api}/v2/enqueue`, body }, options, signal);
    if ('failure' in answer) return resultOfNoAnswer(answer, 'PagerDuty');
    const result = resultOfStatus(answer, 'PagerDuty');
    if (result?.outcome !== 'refused') return result ?? { outcome: 'sent' };
    return { outcome: 'refused', reason: reasonOf(answer, routingKey) };
  }

  return {
    channel,
    traits: { bundles: 1, supersedes: false, pace: PACE },
    deliver: async (notifications, thread, signal) => {
      const known = thread?.['service'] ?? service;
      for (const event of notifications.flatMap((one) => eventsOf(one, platform, known === service))) {
        const result = await send(event, signal);
        if (result.outcome !== 'sent') return result;
      }
      const isNews = notifications[0]?.kind === 'incident' && thread?.['service'] !== service;
      return { outcome: 'sent', ...(isNews && { thread: { service } }) };
    },
  };
}

/** What a service has no alert of is triggered there before it is acknowledged. */
function eventsOf(notification: Notification, platform: string, isKnown: boolean): readonly PagerDutyEvent[] {
  const event = renderPagerDutyEvent(notification, platform);
  const isMissing = !isKnown && event.event_action === 'acknowledge';
  return isMissing ? [{ ...event, event_action: 'trigger' }, event] : [event];
}

function reasonOf({ status, text }: Answer, routingKey: string): string {
  const { message, errors } = answeredJson(text);
  const said = [message, ...(Array.isArray(errors) ? (errors as readonly unknown[]) : [])]
    .filter((one) => typeof one === 'string')
    .join(': ');
  const shown = cutText(cleanLine(said.replaceAll(routingKey, '…')), 200) || `status ${status}`;
  const remedy = said.includes('routing_key')
    ? ' (give the integration key of a service, of an Events API v2 integration)'
    : '';
  return `PagerDuty says: ${shown}${remedy}`;
}
