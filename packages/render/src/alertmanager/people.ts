/** Messages for people, told by Alertmanager itself: short, plain, with the numbers that the alert's summary has. */
import type { EmailAddressee, SecretReference, SlackChannel, TelegramChat } from '@nines/catalog';
import type { EmailReceiver, SlackReceiver, TelegramReceiver } from './document.ts';

/** Gives the value of what may be a secret. */
export type ValueOf = (value: string | SecretReference) => string;

const TITLE =
  '[{{ .Status | toUpper }}{{ if eq .Status "firing" }}: {{ len .Alerts.Firing }}{{ end }}] ' +
  '{{ if .GroupLabels.service }}{{ .GroupLabels.service }}{{ else }}platform{{ end }}';

const LINES =
  '{{ range .Alerts }}{{ .Status }} {{ .Labels.severity }} {{ .Labels.alertname }}: {{ .Annotations.summary }}' +
  '{{ if .Annotations.runbook_url }} ({{ .Annotations.runbook_url }}){{ end }}\n{{ end }}';

/** By a bot's token: Alertmanager posts to the API's method as if it were an incoming webhook. */
export function slackReceiver({ channel, token, api }: SlackChannel, valueOf: ValueOf): SlackReceiver {
  return {
    send_resolved: true,
    api_url: `${api.replace(/\/+$/, '')}/chat.postMessage`,
    channel,
    title: TITLE,
    text: LINES,
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
