/** One promise, 99.9 % of the requests of 30 days, in every form that is read. */

const ERRORS = 'http_requests_total{code=~"5.."}';
const TOTAL = 'http_requests_total';

const openslo = `apiVersion: openslo/v1
kind: SLO
metadata: { name: errors }
spec:
  service: checkout
  indicator:
    metadata: { name: errors }
    spec:
      ratioMetric:
        counter: true
        bad: { metricSource: { type: Prometheus, spec: { query: '${ERRORS}' } } }
        total: { metricSource: { type: Prometheus, spec: { query: '${TOTAL}' } } }
  timeWindow: [{ duration: 30d, isRolling: true }]
  budgetingMethod: Occurrences
  objectives: [{ displayName: all, target: 0.999 }]
`;

const sloth = `version: prometheus/v1
service: checkout
slos:
  - name: errors
    objective: 99.9
    sli:
      events:
        error_query: 'sum(rate(${ERRORS.replace('}', '}[{{.window}}]))')}'
        total_query: 'sum(rate(${TOTAL}[{{.window}}]))'
    alerting: { name: CheckoutErrors }
`;

const pyrra = `apiVersion: pyrra.dev/v1alpha1
kind: ServiceLevelObjective
metadata: { name: checkout-errors }
spec:
  target: '99.9'
  window: 30d
  indicator:
    ratio:
      errors: { metric: '${ERRORS}' }
      total: { metric: '${TOTAL}' }
`;

const nines = `apiVersion: nines.dev/v1
kind: Platform
metadata: { name: shop }
services:
  checkout:
    run: { command: a-program-that-is-not-here }
    port: 8080
    slos:
      - name: errors
        objective: 99.9%
        window: 30d
        sli: { ratio: { bad: '${ERRORS}', total: '${TOTAL}' } }
`;

/** By the name of the tool that it is made for. */
export const DOCUMENTS = { nines, openslo, sloth, pyrra } as const;
