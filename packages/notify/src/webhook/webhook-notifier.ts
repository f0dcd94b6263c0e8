/** Tells a program: a signed CloudEvent for each notification. */
import type { Notifier } from '@nines/kernel';
import { exchange, resultOfNoAnswer, resultOfStatus } from '../http/exchange.ts';
import type { ExchangeOptions } from '../http/exchange.ts';
import { renderCloudEvent } from './render-cloud-event.ts';
import { signWebhook } from './sign-webhook.ts';
import type { WebhookSecret } from './sign-webhook.ts';

export interface WebhookNotifierOptions extends ExchangeOptions {
  /** Name of the destination: `webhook:archive`. */
  readonly channel: string;
  readonly url: string;
  /** What it is signed with. @defaultValue none: it is not signed */
  readonly secret?: WebhookSecret;
  /** Name of the platform, in `source`. */
  readonly platform: string;
}

export function webhookNotifier({ channel, url, secret, platform, ...options }: WebhookNotifierOptions): Notifier {
  return {
    channel,
    traits: { bundles: 1, supersedes: false, pace: { burst: 50, perMs: 50 } },
    deliver: async (notifications, _thread, signal) => {
      for (const notification of notifications) {
        const event = renderCloudEvent(notification, platform);
        const body = JSON.stringify(event);
        const timestamp = Math.floor(options.clock.now() / 1_000);
        const headers = {
          'content-type': 'application/cloudevents+json; charset=utf-8',
          ...(secret !== undefined && signWebhook({ id: event.id, timestamp, body }, secret)),
        };
        const answer = await exchange({ url, headers, body }, options, signal);
        if ('failure' in answer) return resultOfNoAnswer(answer, 'the receiver');
        const result = resultOfStatus(answer, 'the receiver');
        if (result !== undefined) return result;
      }
      return { outcome: 'sent' };
    },
  };
}
