/** What detectors and rules say is wrong, in Alertmanager's words. */

/** `critical` pages a person at once, `warning` makes a ticket, `none` is for machines. */
export type AlertSeverity = 'critical' | 'warning' | 'info' | 'none';

/**
 * One trouble that lasts. Its labels are its identity: whoever posts the same labels means the same alert.
 *
 * @see Prometheus documentation, "Alertmanager API": `POST /api/v2/alerts`
 */
export interface Alert {
  /** `alertname`, `severity`, `service`, `owner`, `tier`, `scope`, `origin`, and `instance` where it is about one. */
  readonly labels: Readonly<Record<string, string>>;
  /** `summary`, `description`, `runbook_url`, `dashboard` (a URL, or its path where nobody said where). May change while the alert lasts. */
  readonly annotations: Readonly<Record<string, string>>;
  /** When the trouble began, ISO 8601 UTC. */
  readonly startsAt: string;
}
