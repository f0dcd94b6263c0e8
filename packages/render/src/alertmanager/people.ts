/** Messages for people, told by Alertmanager itself: short, plain, with the numbers that the alert's summary has. */
import type { EmailAddressee, PagerdutyService, SecretReference, SlackChannel, TelegramChat } from '@nines/catalog';
import type { EmailReceiver, PagerdutyReceiver, SlackReceiver, TelegramReceiver } from './document.ts';

/** Gives the value of what may be a secret. */
export type ValueOf = (value: string | SecretReference) => string;

const TITLE =
  '[{{ .Status | toUpper }}{{ if eq .Status "firing" }}: {{ len .Alerts.Firing }}{{ end }}] ' +
  '{{ if .GroupLabels.service }}{{ .GroupLabels.service }}{{ else }}platform{{ end }}';

const LINES =
  '{{ range .Alerts }}{{ .Status }} {{ .Labels.severity }} {{ .Labels.alertname }}: {{ .Annotations.summary }}' +
  '{{ if .Annotations.runbook_url }} ({{ .Annotations.runbook_url }}){{ end }}\n{{ end }}';

/**
 * By a bot's token: Alertmanager posts to the API's method as if it were an incoming webhook. By the URL of one:
 * `channel` is left out where none is named, the webhook has its own.
 */
export function slackReceiver({ channel, token, webhookUrl, api }: SlackChannel, valueOf: ValueOf): SlackReceiver {
  const said = { ...(channel !== undefined && { channel }), title: TITLE, text: LINES };
  if (token === undefined) return { send_resolved: true, api_url: valueOf(webhookUrl ?? ''), ...said };
  return {
    send_resolved: true,
    api_url: `${api.replace(/\/+$/, '')}/chat.postMessage`,
    ...said,
    http_config: { authorization: { type: 'Bearer', credentials: valueOf(token) } },
  };
}

/** As plain text: Alertmanager cuts what is too long, and a cut through markup would be refused. */
export function telegramReceiver({ chat, token, api }: TelegramChat, valueOf: ValueOf): TelegramReceiver {
  return {
    send_resolved: true,
    api_url: api,
    bot_token: valueOf(token),
    chat_id: chat,
    message: `${TITLE}\n${LINES}`,
    parse_mode: '',
  };
}

export function emailReceiver(email: EmailAddressee, valueOf: ValueOf): EmailReceiver {
  const { to, from, smarthost, username, password, requireTls } = email;
  return {
    send_resolved: true,
    to: to.join(', '),
    from,
    smarthost,
    ...(username !== undefined && { auth_username: username }),
    ...(password !== undefined && { auth_password: valueOf(password) }),
    require_tls: requireTls,
  };
}

/** One incident of PagerDuty a group: Alertmanager's key of the group is what tells them apart. */
export function pagerdutyReceiver({ routingKey, api }: PagerdutyService, valueOf: ValueOf): PagerdutyReceiver {
  return {
    send_resolved: true,
    routing_key: valueOf(routingKey),
    url: `${api.replace(/\/+$/, '')}/v2/enqueue`,
    description: TITLE,
    severity: '{{ if .CommonLabels.severity }}{{ .CommonLabels.severity }}{{ else }}critical{{ end }}',
    details: { alerts: LINES },
  };
}
