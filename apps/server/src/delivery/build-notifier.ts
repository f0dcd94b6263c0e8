/** From what the catalog says of a destination to a notifier. */
import type { Catalog, Destination, Notify, SecretReference } from '@nines/catalog';
import type { Clock, Notifier } from '@nines/kernel';
import { emailNotifier, pagerDutyNotifier, slackNotifier, telegramNotifier, webhookNotifier } from '@nines/notify';
import type { PartlySent } from '@nines/notify';
import type { TelegramMoves } from './telegram-moves.ts';

export interface Building {
  /** Name of the destination. */
  readonly channel: string;
  readonly catalog: Catalog;
  /** May throw where it has no value. */
  readonly secret: (name: string) => string;
  readonly clock: Pick<Clock, 'now' | 'sleep' | 'timeoutSignal'>;
  readonly moves: TelegramMoves;
  readonly partly: PartlySent;
}

/** Undefined where no section describes it. Throws what `secret` throws. */
export function buildNotifier(destination: Destination, building: Building): Notifier | undefined {
  const { notify } = building.catalog;
  switch (destination.kind) {
    case 'slack':
      return notify.slack && slack(notify.slack, destination.channel, building);
    case 'telegram':
      return notify.telegram && telegram(notify.telegram, destination.chat, building);
    case 'email':
      return notify.email && email(notify.email, destination.to, building);
    case 'pagerduty':
      return notify.pagerduty && pagerduty(notify.pagerduty, building);
    case 'webhook':
      return webhook(
        notify.webhooks.find(({ name }) => name === destination.name),
        building,
      );
  }
}

function slack(
  { token, webhookUrl, signingSecret, api, channel: home }: NonNullable<Notify['slack']>,
  room: string | undefined,
  { catalog, channel, secret, clock }: Building,
): Notifier | undefined {
  if (token !== undefined) {
    const buttonsOf = signingSecret === undefined ? undefined : catalog.name;
    const to = { token: secret(token.secret), room: room ?? home ?? '', buttonsOf };
    return slackNotifier({ channel, to: { ...to, api: withoutEndSlash(api) }, clock });
  }
  if (webhookUrl === undefined || room !== undefined) return undefined;
  return slackNotifier({ channel, to: { webhookUrl: secret(webhookUrl.secret) }, clock });
}

function telegram(
  { token, api, chat: home }: NonNullable<Notify['telegram']>,
  chat: number | undefined,
  { catalog, channel, secret, clock, moves }: Building,
): Notifier {
  return telegramNotifier({
    channel,
    platform: catalog.name,
    chat: moves.now(chat ?? home),
    named: chat ?? home,
    onMoved: (from, to) => moves.learned(from, to),
    token: secret(token.secret),
    api: withoutEndSlash(api),
    clock,
  });
}

function email(
  { to, from, smarthost, username, password, requireTls }: NonNullable<Notify['email']>,
  addressee: string | undefined,
  { channel, secret, partly }: Building,
): Notifier {
  const [host = '', port = ''] = smarthost.split(':');
  const login = username !== undefined && { user: username, password: password ? secret(password.secret) : '' };
  return emailNotifier({
    channel,
    to: addressee === undefined ? to : [addressee],
    from,
    host,
    port: Number(port),
    ...(login !== false && { login }),
    requireTls,
    partly,
  });
}

function pagerduty(
  { routingKey, api }: NonNullable<Notify['pagerduty']>,
  { channel, secret, clock, catalog }: Building,
): Notifier {
  const platform = catalog.name;
  return pagerDutyNotifier({
    channel,
    routingKey: secret(routingKey.secret),
    platform,
    api: withoutEndSlash(api),
    clock,
  });
}

function webhook(
  described: Notify['webhooks'][number] | undefined,
  { channel, secret, clock, catalog }: Building,
): Notifier | undefined {
  if (described?.receives !== 'incidents') return undefined;
  const valueOf = (value: string | SecretReference): string =>
    typeof value === 'string' ? value : secret(value.secret);
  const signed = described.secret === undefined ? {} : { secret: valueOf(described.secret) };
  return webhookNotifier({ channel, url: valueOf(described.url), ...signed, platform: catalog.name, clock });
}

export function withoutEndSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
