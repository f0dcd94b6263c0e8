/**
 * The parts of alertmanager.yml that are used here, as far as Alertmanager 0.25 knows them. JSON is YAML: the document
 * can be written as either.
 *
 * @see Alertmanager documentation, "Configuration"
 */

export interface AlertmanagerConfiguration {
  readonly route: Route;
  readonly receivers: readonly Receiver[];
  readonly inhibit_rules: readonly InhibitRule[];
  readonly time_intervals: readonly TimeInterval[];
}

export interface Route {
  readonly receiver: string;
  /** All have to match; none matches everything. */
  readonly matchers?: readonly string[];
  /** Whether routes after this one are looked at as well. */
  readonly continue?: boolean;
  readonly group_by?: readonly string[];
  readonly group_wait?: string;
  readonly group_interval?: string;
  readonly repeat_interval?: string;
  /** Not inherited by `routes`. */
  readonly mute_time_intervals?: readonly string[];
  readonly routes?: readonly Route[];
}

/** Alerts of `target` are not told while one of `source` fires that agrees with them on the labels of `equal`. */
export interface InhibitRule {
  readonly source_matchers: readonly string[];
  readonly target_matchers: readonly string[];
  readonly equal?: readonly string[];
}

export interface TimeInterval {
  readonly name: string;
  readonly time_intervals: readonly TimeRange[];
}

export interface TimeRange {
  readonly times: readonly { readonly start_time: string; readonly end_time: string }[];
  readonly weekdays: readonly string[];
  readonly location: string;
}

export interface Receiver {
  readonly name: string;
  readonly webhook_configs?: readonly WebhookReceiver[];
  readonly slack_configs?: readonly SlackReceiver[];
  readonly telegram_configs?: readonly TelegramReceiver[];
  readonly email_configs?: readonly EmailReceiver[];
  readonly pagerduty_configs?: readonly PagerdutyReceiver[];
}

export interface WebhookReceiver {
  readonly send_resolved: boolean;
  readonly url: string;
  /** Alerts in one message; 0: all. */
  readonly max_alerts: number;
  readonly http_config?: HttpClient;
}

/** Either credentials or a file of them. */
export interface HttpClient {
  readonly authorization: {
    readonly type: 'Bearer';
    readonly credentials?: string;
    readonly credentials_file?: string;
  };
}

export interface SlackReceiver {
  readonly send_resolved: boolean;
  readonly api_url: string;
  readonly channel?: string;
  readonly title: string;
  readonly text: string;
  readonly http_config?: HttpClient;
}

export interface TelegramReceiver {
  readonly send_resolved: boolean;
  readonly api_url: string;
  /** 0.25 cannot read it from a file. */
  readonly bot_token: string;
  readonly chat_id: number;
  readonly message: string;
  /** Empty: plain text. */
  readonly parse_mode: '';
}

export interface EmailReceiver {
  readonly send_resolved: boolean;
  /** Comma-separated. */
  readonly to: string;
  readonly from: string;
  readonly smarthost: string;
  readonly auth_username?: string;
  readonly auth_password?: string;
  readonly require_tls: boolean;
}

export interface PagerdutyReceiver {
  readonly send_resolved: boolean;
  /** Of the Events API v2. 0.25 cannot read it from a file. */
  readonly routing_key: string;
  readonly url: string;
  readonly description: string;
  /** One of critical, error, warning, info. */
  readonly severity: string;
  readonly details: Readonly<Record<string, string>>;
}
