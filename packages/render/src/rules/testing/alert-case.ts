/**
 * What an alert is tested with: series that make it fire, series just at its threshold, and healthy ones. Lives beside
 * the rules in `*.cases.ts`; a rule without a case fails a test.
 */

/** Series in promtool's notation -> values in promtool's notation, one every `interval`. */
export type Series = Readonly<Record<string, string>>;

export interface AlertCase {
  readonly alert: string;
  /** Label `service` of the rule meant, where several have the name. */
  readonly service?: string;
  /** Further labels of the rule meant, where several are of the same name and service. */
  readonly of?: Readonly<Record<string, string>>;
  /** Between samples and evaluations. @defaultValue `5s` */
  readonly interval?: '5s' | '15m';
  /** Just over the threshold. */
  readonly fires: Series;
  /** The first evaluation at which it fires; at the one before it does not. In s, m or h. */
  readonly at: string;
  /** An evaluation at which it no longer fires, where it ends by itself. */
  readonly over?: string;
  /** Labels that come from the series. */
  readonly labels?: Readonly<Record<string, string>>;
  /** As people read it when it fires. */
  readonly summary: string;
  /** Exactly at the threshold, or one interval too short: never fires. Missing only where an alert always fires. */
  readonly boundary?: Series;
  /** All is well. Missing only where an alert always fires. */
  readonly quiet?: Series;
  /** In trouble, but somebody else's: there in all three. */
  readonly noise?: Series;
}

const SAMPLES = 400;

/** A counter that grows by so much a second, in samples 5 s apart. */
export function counter(perSecond: number): string {
  return `0+${Number((perSecond * 5).toPrecision(12))}x${SAMPLES}`;
}

/** A value that stays. */
export function gauge(value: number): string {
  return `${value}x${SAMPLES}`;
}

/** One value for so many samples, then another one for good. */
export function gaugeThen(first: number, samples: number, then: number): string {
  return `${first}x${samples - 1} ${gauge(then)}`;
}
