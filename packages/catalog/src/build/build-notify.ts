/** `notify`, with its defaults, and the secrets it asks for. */
import type { EmailAddressee, Notify, SecretReference } from '../model.ts';
import type { NotifyInput } from '../schema/notify-schema.ts';
import type { SourcePath } from '../source/node.ts';

export function buildNotify(input: NotifyInput): Notify {
  const { heartbeat, slack, telegram, email, webhooks } = input;
  return {
    ...(heartbeat !== undefined && { heartbeat: { url: heartbeat.url, periodMs: heartbeat.every } }),
    ...(slack !== undefined && { slack }),
    ...(telegram !== undefined && { telegram }),
    ...(email !== undefined && { email: buildEmail(email) }),
    webhooks,
  };
}

function buildEmail({ username, password, ...email }: NonNullable<NotifyInput['email']>): EmailAddressee {
  return { ...email, ...(username !== undefined && { username }), ...(password !== undefined && { password }) };
}

/** A secret that `notify` names, and where. */
export interface NotifySecret {
  readonly name: string;
  readonly path: SourcePath;
}

export function notifySecrets({ heartbeat, slack, telegram, email, webhooks }: Notify): readonly NotifySecret[] {
  const at = (value: string | SecretReference | undefined, ...path: SourcePath): readonly NotifySecret[] =>
    typeof value === 'object' ? [{ name: value.secret, path: ['notify', ...path, 'secret'] }] : [];
  return [
    ...at(heartbeat?.url, 'heartbeat', 'url'),
    ...at(slack?.token, 'slack', 'token'),
    ...at(telegram?.token, 'telegram', 'token'),
    ...at(email?.password, 'email', 'password'),
    ...webhooks.flatMap(({ url }, index) => at(url, 'webhooks', index, 'url')),
  ];
}
