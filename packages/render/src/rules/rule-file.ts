/**
 * Rule files in Prometheus' own shape. It reads YAML, of which JSON is a part: `JSON.stringify(file.content)` is the
 * file.
 *
 * @see Prometheus documentation, "Recording rules" and "Alerting rules"
 */

export interface RuleFile {
  /** Without directory: `traffic.json`. */
  readonly name: string;
  readonly content: { readonly groups: readonly RuleGroup[] };
}

export interface RuleGroup {
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
