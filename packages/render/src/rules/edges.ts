/**
 * Trouble between one consumer and the service it calls, which the figures of neither alone show.
 *
 * `for` is twice the window: one instance that dies under load is not enough.
 */
import type { Catalog, Service } from '@nines/catalog';
import { type Alert, aboutService, type RuleSet } from './alert.ts';
import { percent, rounded, VALUE } from './figures.ts';

const HOLDS_FOR = '1m';

/** Six a minute. */
const CONNECT_FAILURES = 0.1;
const BROKEN_RESPONSES = 0.1;

/** Share of the retry budget: at all of it the mesh stops retrying, and users feel each failure. */
const BUDGET_USED = 0.8;

/** Clients that go away: some always do. */
const ABORTED_RATIO = 0.1;

/** Below this many requests a second, shares say little. */
const FEWEST_REQUESTS = 1;

export function edgeRules({ services }: Catalog): RuleSet {
  const reached = services.filter(({ port }) => port !== undefined);
  const alerts = reached.flatMap((service) => [
    connectFailures(service),
    ...(service.protocol === 'http'
      ? [...retryBudgetNearlyUsed(service), responsesBroken(service), aborted(service)]
      : []),
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

function retryBudgetNearlyUsed(service: Service): readonly Alert[] {
  const { retryBudget } = service.traffic;
  if (retryBudget === 0) return [];
  const requests = rateOf('mesh_requests_total', service);
  const limit = rounded(BUDGET_USED * retryBudget);
  return [
    {
      alert: 'EdgeRetryBudgetNearlyUsed',
      severity: 'warning',
      about: aboutService(service, 'mesh'),
      expr:
        `${rateOf('mesh_retries_total', service)} / ${requests} > ${limit}` + ` and ${requests} > ${FEWEST_REQUESTS}`,
      for: HOLDS_FOR,
      summary:
        `${VALUE.percent} of the requests from {{ $labels.consumer }} to ${service.name} need a second try; ` +
        `the threshold is ${percent(limit)}, the budget ${percent(retryBudget)}`,
      description: 'Retries still hide most failures from users. When the budget is used up they no longer do.',
    },
  ];
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
