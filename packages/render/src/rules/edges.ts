/**
 * Trouble between one consumer and the service it calls, which the figures of neither alone show.
 *
 * `for` is twice the window: one instance that dies under load is not enough.
 */
import type { Catalog, Service } from '@nines/catalog';
import { type Alert, aboutService, type RuleSet } from './alert.ts';
import { percent, VALUE } from './figures.ts';

const HOLDS_FOR = '1m';

/** Six a minute. */
const CONNECT_FAILURES = 0.1;
const BROKEN_RESPONSES = 0.1;

/** Second tries that there was no room for. */
const UNTRIED = 0.1;

/** Clients that go away: some always do. */
const ABORTED_RATIO = 0.1;

/** Below this many requests a second, shares say little. */
const FEWEST_REQUESTS = 1;

export function edgeRules({ services }: Catalog): RuleSet {
  const reached = services.filter(({ port }) => port !== undefined);
  const alerts = reached.flatMap((service) => [
    connectFailures(service),
    ...(service.protocol === 'http' ? [retryBudgetExhausted(service), responsesBroken(service), aborted(service)] : []),
  ]);
  return { name: 'edges', records: [], alerts };
}

function rateOf(metric: string, { name }: Service): string {
  return `sum by (consumer) (rate(${metric}{service="${name}"}[30s]))`;
}

function connectFailures(service: Service): Alert {
  return {
    alert: 'EdgeConnectFailures',
    severity: 'warning',
    about: aboutService(service, 'mesh'),
    expr: `${rateOf('mesh_connect_failures_total', service)} > ${CONNECT_FAILURES}`,
    for: HOLDS_FOR,
    summary:
      `${VALUE.number} connections a second from {{ $labels.consumer }} to ${service.name} cannot be made; ` +
      `the threshold is ${CONNECT_FAILURES}`,
    description: 'An instance that counts as ready accepts no connections: overloaded, or not listening any more.',
  };
}

function retryBudgetExhausted(service: Service): Alert {
  return {
    alert: 'EdgeRetryBudgetExhausted',
    severity: 'warning',
    about: aboutService(service, 'mesh'),
    expr: `${rateOf('mesh_retries_over_budget_total', service)} > ${UNTRIED}`,
    for: HOLDS_FOR,
    summary:
      `${VALUE.number} requests a second from {{ $labels.consumer }} to ${service.name} are not tried again; ` +
      `the threshold is ${UNTRIED}, the budget ${percent(service.traffic.retryBudget)} of all`,
    description: 'So many need a second try that trying would make it worse: users feel each failure.',
  };
}

function responsesBroken(service: Service): Alert {
  return {
    alert: 'EdgeResponsesBroken',
    severity: 'warning',
    about: aboutService(service, 'mesh'),
    expr: `${rateOf('mesh_responses_broken_total', service)} > ${BROKEN_RESPONSES}`,
    for: HOLDS_FOR,
    summary:
      `${VALUE.number} answers a second of ${service.name} to {{ $labels.consumer }} break off; ` +
      `the threshold is ${BROKEN_RESPONSES}`,
    description: 'After the head of an answer was sent on, nothing can be tried again: users got half an answer.',
  };
}

function aborted(service: Service): Alert {
  const requests = rateOf('mesh_requests_total', service);
  return {
    alert: 'EdgeRequestsAborted',
    severity: 'warning',
    about: aboutService(service, 'mesh'),
    expr:
      `${rateOf('mesh_requests_aborted_total', service)} / ${requests} > ${ABORTED_RATIO}` +
      ` and ${requests} > ${FEWEST_REQUESTS}`,
    for: HOLDS_FOR,
    summary:
      `{{ $labels.consumer }} gives up ${VALUE.percent} of its requests to ${service.name}; ` +
      `the threshold is ${percent(ABORTED_RATIO)}`,
    description: 'The caller goes away before the answer is complete: its patience is shorter than the answer takes.',
  };
}
