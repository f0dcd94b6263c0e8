/** Where messages go. Secrets are looked up here and end in the document only. */
import type { Webhook, Notify, SecretReference } from '@nines/catalog';
import type { Receiver, WebhookReceiver } from './document.ts';
import { emailReceiver, pagerdutyReceiver, slackReceiver, telegramReceiver } from './people.ts';
import { HEARTBEAT, NINES, NOBODY, PLATFORM, webhookReceiver } from './receiver-names.ts';

/** The value of a declared secret. May throw where it has none. */
export type SecretResolver = (name: string) => string;

/** How Alertmanager reaches the server. */
export interface ServerWebhook {
  readonly url: string;
  /** File of the bearer token; read again for each message. Absolute, or relative to the configuration's folder. */
  readonly tokenFile: string;
}

/** All receivers that `routeTree` names. */
export function receivers(notify: Notify, server: ServerWebhook, secret: SecretResolver): readonly Receiver[] {
  const valueOf = (value: string | SecretReference): string =>
    typeof value === 'string' ? value : secret(value.secret);
  const webhook = ({ url }: Pick<Webhook, 'url'>): WebhookReceiver => post(valueOf(url));
  const receiving = (receives: Webhook['receives']): readonly Webhook[] =>
    notify.webhooks.filter((candidate) => candidate.receives === receives);
  return [
    { name: NINES, webhook_configs: [toServer(server)] },
    {
      name: PLATFORM,
      ...(notify.slack !== undefined && { slack_configs: [slackReceiver(notify.slack, valueOf)] }),
      ...(notify.telegram !== undefined && { telegram_configs: [telegramReceiver(notify.telegram, valueOf)] }),
      ...(notify.email !== undefined && { email_configs: [emailReceiver(notify.email, valueOf)] }),
      ...(notify.pagerduty !== undefined && { pagerduty_configs: [pagerdutyReceiver(notify.pagerduty, valueOf)] }),
      webhook_configs: receiving('platform').map(webhook),
    },
    ...receiving('all').map((all) => ({ name: webhookReceiver(all.name), webhook_configs: [webhook(all)] })),
    ...(notify.heartbeat === undefined
      ? []
      : [{ name: HEARTBEAT, webhook_configs: [{ ...webhook(notify.heartbeat), send_resolved: false }] }]),
    { name: NOBODY },
  ];
}

function toServer({ url, tokenFile }: ServerWebhook): WebhookReceiver {
  return { ...post(url), http_config: { authorization: { type: 'Bearer', credentials_file: tokenFile } } };
}

/** Every alert of a group is in the message, also what was resolved. */
function post(url: string): WebhookReceiver {
  return { url, send_resolved: true, max_alerts: 0 };
}
