/** OpenSLO in a few words. */

const SLI = `ratioMetric:
  counter: true
  good: { metricSource: { type: Prometheus, spec: { query: 'sum(rate(requests_total{code!~"5.."}[5m]))' } } }
  total: { metricSource: { type: Prometheus, spec: { query: 'sum(rate(requests_total[5m]))' } } }`;

export interface SloParts {
  readonly metadata?: string;
  /** The `spec` of its SLI. */
  readonly sli?: string;
  readonly window?: string;
  readonly method?: string;
  /** Items of the list. */
  readonly objectives?: string;
  /** Further keys of `spec`. */
  readonly more?: string;
}

/** An SLO with these parts, the others sound. */
export function sloText(parts: SloParts = {}): string {
  const {
    metadata = '{ name: errors }',
    sli = SLI,
    window = '[{ duration: 28d, isRolling: true }]',
    method = 'Occurrences',
    objectives = '- target: 0.999',
    more = '',
  } = parts;
  return `apiVersion: openslo/v1
kind: SLO
metadata: ${metadata}
spec:
  service: shop
  indicator:
    spec:
${indented(sli, 6)}
  timeWindow: ${window}
  budgetingMethod: ${method}
  objectives:
${indented(objectives, 4)}
${indented(more, 2)}`;
}

/** A metric source with this query; a mark at its beginning comes before the quotes. */
export function metric(query: string): string {
  const quoted = query.startsWith('▶') ? `▶'${query.slice(1)}'` : `'${query}'`;
  return `{ metricSource: { type: Prometheus, spec: { query: ${quoted} } } }`;
}

function indented(text: string, by: number): string {
  return text.replaceAll(/^(?=.)/gm, ' '.repeat(by));
}
