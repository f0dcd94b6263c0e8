/** Whether metrics are counters, by what they are called. */
import { parsePromql } from './parse-promql.ts';

/** @see Prometheus documentation, "Metric and label naming", and "Histograms and summaries" */
const COUNTER = /_(?:total|count|sum|bucket)$/;

/** Whether all series of a query stand there without a range, and are called as counters are. */
export function isNamedAsCounters(promql: string): boolean {
  const { root } = parsePromql(promql);
  if (root === undefined) return false;
  const names: string[] = [];
  let ranges = 0;
  root.cursor().iterate(({ name, node }) => {
    if (name === 'MatrixSelector' || name === 'SubqueryExpr') ranges += 1;
    if (name !== 'VectorSelector') return;
    const identifier = node.getChild('Identifier');
    names.push(identifier === null ? '' : promql.slice(identifier.from, identifier.to));
  });
  return ranges === 0 && names.length > 0 && names.every((name) => COUNTER.test(name));
}
