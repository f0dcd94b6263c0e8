/** Why an alert was told, or was not: what is known, step by step, from the rule to the channel. */

/** On its way, in this order. */
export const WHY_STEPS = ['rule', 'alertmanager', 'intake', 'incident', 'routing', 'delivery'] as const;

export type WhyStep = (typeof WHY_STEPS)[number];

export interface WhyFinding {
  readonly step: WhyStep;
  /** When it was so, ISO 8601 UTC; null where it is so now, or nobody knows when. */
  readonly at: string | null;
  /** Whether, by this, people were told. */
  readonly told: 'yes' | 'no' | 'unknown';
  /** A sentence. */
  readonly text: string;
}

/** Which alert is meant: by its fingerprint, or by its name and, where several have it, its service. */
export type AlertSelector =
  { readonly fingerprint: string } | { readonly alertname: string; readonly service: string | undefined };

/** All that is known of one alert. */
export interface WhyAnswer {
  readonly fingerprint: string;
  readonly labels: Readonly<Record<string, string>>;
  /** In order of the steps; within one, in order of time. */
  readonly findings: readonly WhyFinding[];
}
