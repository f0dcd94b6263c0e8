/**
 * Names of what is recorded. All series have the labels `service` and `slo`.
 *
 * @see Prometheus documentation, "Recording rules", "Naming": `level:metric:operations`
 */
import type { Objective } from '../objective/objective.ts';
import { quoted } from './matchers.ts';

/**
 * Counters of every process as they stand, with `job` and `instance`; `part` says which: `total`, and `bad` or `good`.
 * `definition` stands for the expressions: what other expressions have counted is not compared.
 */
export const LEVEL = 'slo:events:level';

/** The levels that the look before showed. */
export const BEFORE = 'slo:events:before';

/** Zero for every process whose counters have begun anew at this look. */
export const BEGUN = 'slo:process:begun';

/** What was added since the evaluation before: events, or seconds. */
export const INCREASE = { total: 'slo:total:increase', bad: 'slo:bad:increase' } as const;

/** The same before it is put into slices. */
export const OBSERVED = { total: 'slo:observed_total:increase', bad: 'slo:observed_bad:increase' } as const;

/** Increases of five minutes. */
export const SUM = { total: 'slo:total:sum5m', bad: 'slo:bad:sum5m' } as const;

/** Share of bad ones that both windows of a pair exceed, as far as there is evidence; `windows` is the pair's name. */
export const BURN = 'slo:burn:error_ratio';

/** Share of bad ones over the whole period. */
export const PERIOD = 'slo:period:error_ratio';

/** Names of the series of totals and of bad ones. */
export interface Pair {
  readonly total: string;
  readonly bad: string;
}

/** The labels that say whose series it is. */
export function identity({ service, name }: Pick<Objective, 'service' | 'name'>): Readonly<Record<string, string>> {
  return { service, slo: name };
}

/** Matchers for the series of one objective. */
export function ofObjective({ service, name }: Pick<Objective, 'service' | 'name'>): string {
  return `service=${quoted(service)},slo=${quoted(name)}`;
}
