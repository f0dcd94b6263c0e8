/** Secrets that `notify` and `incidents` name. */
import type { Incidents } from '../model-incidents.ts';
import type { Notify, SecretReference } from '../model-notify.ts';
import type { SourcePath } from '../source/node.ts';

/** A name, and where it stands. */
export interface ReferencedSecret {
  readonly name: string;
  readonly path: SourcePath;
}

export function referencedSecrets(of: { notify: Notify; incidents: Incidents }): readonly ReferencedSecret[] {
  return [...inNotify(of.notify), ...inIncidents(of.incidents)];
}

function inNotify({ heartbeat, slack, telegram, email, pagerduty, webhooks }: Notify): readonly ReferencedSecret[] {
  const at = (value: string | SecretReference | undefined, ...path: SourcePath): readonly ReferencedSecret[] =>
    referenceAt(value, ['notify', ...path]);
  return [
    ...at(heartbeat?.url, 'heartbeat', 'url'),
    ...at(slack?.token, 'slack', 'token'),
    ...at(slack?.webhookUrl, 'slack', 'webhookUrl'),
    ...at(slack?.signingSecret, 'slack', 'signingSecret'),
    ...at(telegram?.token, 'telegram', 'token'),
    ...at(telegram?.callbackSecret, 'telegram', 'callbackSecret'),
    ...at(email?.password, 'email', 'password'),
    ...at(pagerduty?.routingKey, 'pagerduty', 'routingKey'),
    ...webhooks.flatMap(({ url, secret }, index) => [
      ...at(url, 'webhooks', index, 'url'),
      ...at(secret, 'webhooks', index, 'secret'),
    ]),
  ];
}

function inIncidents({ intakes, heartbeats }: Incidents): readonly ReferencedSecret[] {
  return [
    ...intakes.flatMap(({ token }, index) => referenceAt(token, ['incidents', 'intakes', index, 'token'])),
    ...heartbeats.flatMap(({ token }, index) => referenceAt(token, ['incidents', 'heartbeats', index, 'token'])),
  ];
}

function referenceAt(value: string | SecretReference | undefined, path: SourcePath): readonly ReferencedSecret[] {
  return typeof value === 'object' ? [{ name: value.secret, path: [...path, 'secret'] }] : [];
}
