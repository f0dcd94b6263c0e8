/**
 * Rules of Prometheus in its own shape. It reads YAML, of which JSON is a part: `JSON.stringify({ groups })` is a file.
 *
 * @see Prometheus documentation, "Recording rules" and "Alerting rules"
 */

export interface RuleGroup {
  /** Unique within its file. */
  readonly name: string;
  /** Time between two evaluations, `5s`. */
  readonly interval: string;
  /** Evaluated in this order: a rule sees what those before it have just recorded. */
  readonly rules: readonly Rule[];
}

export type Rule = RecordingRule | AlertingRule;

export interface RecordingRule {
  /** `level:metric:operations`. @see Prometheus documentation, "Recording rules", "Naming" */
  readonly record: string;
  readonly expr: string;
  /** In place of those that the expression yields. */
  readonly labels?: Readonly<Record<string, string>>;
}

export interface AlertingRule {
  readonly alert: string;
  readonly expr: string;
  /** How long `expr` must hold, `30s`; `0s` fires at the first evaluation. */
  readonly for: string;
  readonly labels: Readonly<Record<string, string>>;
  /** `summary` is a template with the numbers in it; the others are plain text. */
  readonly annotations: Readonly<Record<string, string>>;
}
