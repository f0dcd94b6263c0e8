/** Who is told of incidents, who is told directly of Nines itself, and who notices when nothing comes any more. */
import type { IncidentSeverity } from '@nines/kernel';

/** A declared secret in place of a value. */
export interface SecretReference {
  readonly secret: string;
}

/**
 * Each channel is told what `routes` say of incidents, by Nines; and of alerts about Nines itself, by Alertmanager
 * directly.
 */
export interface Notify {
  /** Called again and again while alerting works: the far end of a dead man's switch. */
  readonly heartbeat?: { readonly url: string | SecretReference; readonly periodMs: number };
  readonly slack?: SlackChannel;
  readonly telegram?: TelegramChat;
  readonly email?: EmailAddressee;
  readonly pagerduty?: PagerdutyService;
  readonly webhooks: readonly Webhook[];
  /** @defaultValue one that leads real incidents of any severity to every channel, where there is one */
  readonly routes: readonly NotifyRoute[];
}

/** Either of `token` and `webhookUrl` is there; with `token` `channel` is. */
export interface SlackChannel {
  /** Undefined: the one that the URL was made for. */
  readonly channel?: string;
  /** Of a bot that may write there. */
  readonly token?: SecretReference;
  /** Messages can be posted to it, not edited, and have no buttons. */
  readonly webhookUrl?: SecretReference;
  /** What Slack signs with, when a button is pressed. Without it there are none. */
  readonly signingSecret?: SecretReference;
  /** @defaultValue `https://slack.com/api` */
  readonly api: string;
}

export interface TelegramChat {
  readonly chat: number;
  /** Of the bot. */
  readonly token: SecretReference;
  /** What Telegram has to show where it calls. Undefined: it is asked instead. */
  readonly callbackSecret?: SecretReference;
  /** @defaultValue `https://api.telegram.org` */
  readonly api: string;
}

export interface EmailAddressee {
  readonly to: readonly string[];
  readonly from: string;
  /** `HOST:PORT` of the server that takes mail. */
  readonly smarthost: string;
  readonly username?: string;
  readonly password?: SecretReference;
  /** @defaultValue true */
  readonly requireTls: boolean;
}

/** @see PagerDuty documentation, "Events API v2" */
export interface PagerdutyService {
  /** Integration key of the service. */
  readonly routingKey: SecretReference;
  /** @defaultValue `https://events.pagerduty.com` */
  readonly api: string;
}

/** A program that is told. */
export interface Webhook {
  readonly name: string;
  readonly url: string | SecretReference;
  /**
   * `platform`: alerts about Nines itself, `all`: every alert, both as Alertmanager sends them; `incidents`: what routes
   * lead there, as CloudEvents.
   *
   * @defaultValue `platform`
   * @see Alertmanager documentation, "webhook_config", version 4
   */
  readonly receives: 'platform' | 'all' | 'incidents';
  /** What incidents are signed with (HMAC). */
  readonly secret?: SecretReference;
}

/** Applies to the incidents that fulfil all of it. Those of all routes that apply are told, each once. */
export interface NotifyRoute {
  /** @defaultValue all */
  readonly severities: readonly IncidentSeverity[];
  /** One of the affected services is theirs; undefined: whoever's. */
  readonly owners?: readonly string[];
  /** Incidents of drills, or real ones: never both. @defaultValue false */
  readonly drills: boolean;
  /** See `Destination`; in canonical form, each once. */
  readonly to: readonly string[];
}
