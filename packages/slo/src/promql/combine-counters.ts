/** Several counters as one, process by process, so that each can be started anew without the others. */

export interface CounterTerm {
  /** 1 where it is added, -1 where it is subtracted. */
  readonly sign: number;
  /** An instant vector of counters. */
  readonly promql: string;
}

/** What is the same in all counters of a process. */
const PROCESS = 'job, instance';
/** Keeps series apart that differ in their name only. */
const TERM = 'nines_term';

/**
 * PromQL of the counters added and subtracted. A single one stays as it is; several are summed by process, and one that
 * a process does not have counts as zero. Undefined where nothing is added.
 */
export function combineCounters(terms: readonly CounterTerm[]): string | undefined {
  const added = terms.filter(({ sign }) => sign > 0).map(({ promql }) => promql);
  const subtracted = terms.filter(({ sign }) => sign < 0).map(({ promql }) => promql);
  const [first] = added;
  if (first === undefined) return undefined;
  if (terms.length === 1) return first;
  const plus = sumByProcess(added);
  if (subtracted.length === 0) return plus;
  return `${plus} - (${sumByProcess(subtracted)} or ${plus} * 0)`;
}

function sumByProcess(counters: readonly string[]): string {
  const apart = counters.map((counter, index) => `label_replace(${counter}, "${TERM}", "${index + 1}", "", "")`);
  return `sum by (${PROCESS}) (${counters.length === 1 ? (counters[0] ?? '') : apart.join(' or ')})`;
}
