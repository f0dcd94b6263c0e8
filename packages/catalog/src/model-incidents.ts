/** How alerts become incidents, and where alerts of others come in. */
import type { AlertSeverity } from '@nines/kernel';
import type { SecretReference } from './model-notify.ts';

/** The section `incidents`. */
export interface Incidents {
  /** An alert that comes back so soon is still the same trouble, ms. @defaultValue 600_000 */
  readonly reopenWithinMs: number;
  readonly intakes: readonly Intake[];
  readonly heartbeats: readonly Heartbeat[];
}

/** What an alert of another system can tell of itself. */
export const INTAKE_FIELDS = [
  'id',
  'alertname',
  'status',
  'severity',
  'service',
  'summary',
  'description',
  'runbookUrl',
  'drill',
  'startsAt',
  'endsAt',
] as const;

export type IntakeField = (typeof INTAKE_FIELDS)[number];

/** A door for alerts of a system that posts JSON of its own. */
export interface Intake {
  /** A DNS label, unique among intakes. */
  readonly name: string;
  /** What has to be shown. */
  readonly token: SecretReference;
  /** Keys that lead to the list of alerts: `data.alerts`. Undefined: what is posted is one alert. */
  readonly alerts?: string;
  /**
   * Keys that lead to each field, from the alert: `build.name`. `alertname` is mapped or has a default; without `id` name
   * and service together tell alerts apart.
   */
  readonly map: Readonly<Partial<Record<IntakeField, string>>>;
  /** Values of `status` that end the alert, in any case of letters. @defaultValue `resolved`, `ok` */
  readonly resolved: readonly string[];
  readonly defaults: IntakeDefaults;
}

/** Where the alert does not say, or says something that is not known. */
export interface IntakeDefaults extends Readonly<
  Partial<Record<'alertname' | 'service' | 'summary' | 'drill', string>>
> {
  /** @defaultValue `warning` */
  readonly severity: Exclude<AlertSeverity, 'none'>;
}

/** Something that calls in time and again; when it does not, that is the alert `HeartbeatMissing`. */
export interface Heartbeat {
  /** A DNS label, unique among heartbeats. */
  readonly name: string;
  /** What has to be shown. */
  readonly token: SecretReference;
  /** Longest time between two calls, ms. */
  readonly everyMs: number;
  /** How much later it may be, ms. @defaultValue 60_000 */
  readonly graceMs: number;
  /** Whose trouble it is; undefined: of no service. */
  readonly service?: string;
  /** @defaultValue `warning` */
  readonly severity: 'critical' | 'warning';
}
