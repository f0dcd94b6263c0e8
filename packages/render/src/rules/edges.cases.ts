/** @see edges.ts */
import { type AlertCase, counter, type Series } from './testing/alert-case.ts';

const edge = (metric: string, labels = ''): string => `mesh_${metric}{consumer="portal",service="api"${labels}}`;

/** A counter of an edge while a new process of the mesh takes over from the old one. */
const shared = (metric: string, perSecond: number): Series => ({
  [edge(metric, ',instance="mesh-0"')]: counter(perSecond / 2),
  [edge(metric, ',instance="mesh-1"')]: counter(perSecond / 2),
});

const requests = (perSecond: number): Series => ({
  [edge('requests_total', ',kind="user",status_class="2xx"')]: counter(perSecond / 2),
  [edge('requests_total', ',kind="user",status_class="5xx"')]: counter(perSecond / 2),
});

const OTHERS: Series = Object.fromEntries(
  ['connect_failures', 'retries_over_budget', 'responses_broken', 'requests_aborted', 'requests'].map((metric) => [
    `mesh_${metric}_total{consumer="portal",service="theirs"}`,
    counter(40),
  ]),
);

const labels = { consumer: 'portal' };

export const EDGE_CASES: readonly AlertCase[] = [
  {
    alert: 'EdgeConnectFailures',
    service: 'api',
    fires: shared('connect_failures_total', 0.105),
    at: '90s',
    labels,
    summary: '105m connections a second from portal to api cannot be made; the threshold is 0.1',
    boundary: shared('connect_failures_total', 0.1),
    quiet: { [edge('connect_failures_total')]: '0x9 200x400' }, // one instance died under load
    noise: OTHERS,
  },
  {
    alert: 'EdgeConnectFailures', // of an engine, over raw connections
    service: 'postgres',
    fires: { 'mesh_connect_failures_total{consumer="api",service="postgres"}': counter(0.105) },
    at: '90s',
    labels: { consumer: 'api' },
    summary: '105m connections a second from api to postgres cannot be made; the threshold is 0.1',
    boundary: { 'mesh_connect_failures_total{consumer="api",service="postgres"}': counter(0.1) },
    quiet: { 'mesh_connect_failures_total{consumer="api",service="postgres"}': counter(0) },
    noise: OTHERS,
  },
  {
    alert: 'EdgeRetryBudgetExhausted',
    service: 'api',
    fires: shared('retries_over_budget_total', 0.105),
    at: '90s',
    labels,
    summary:
      '105m requests a second from portal to api are not tried again; the threshold is 0.1, the budget 20 % of all',
    boundary: shared('retries_over_budget_total', 0.1),
    quiet: { [edge('retries_over_budget_total')]: '0x9 200x400' },
    noise: OTHERS,
  },
  {
    alert: 'EdgeResponsesBroken',
    service: 'api',
    fires: shared('responses_broken_total', 0.105),
    at: '90s',
    labels,
    summary: '105m answers a second of api to portal break off; the threshold is 0.1',
    boundary: shared('responses_broken_total', 0.1),
    quiet: { [edge('responses_broken_total')]: '0x9 200x400' },
    noise: OTHERS,
  },
  {
    alert: 'EdgeRequestsAborted',
    service: 'api',
    fires: { ...shared('requests_aborted_total', 1.05), ...requests(10) },
    at: '65s',
    labels,
    summary: 'portal gives up 10.5% of its requests to api; the threshold is 10 %',
    boundary: { ...shared('requests_aborted_total', 1), ...requests(10) },
    quiet: { ...shared('requests_aborted_total', 0.1), ...requests(10) },
    noise: OTHERS,
  },
  {
    alert: 'EdgeRequestsAborted', // too few requests
    service: 'api',
    fires: { ...shared('requests_aborted_total', 1), ...requests(1.05) },
    at: '90s',
    labels,
    summary: 'portal gives up 95.24% of its requests to api; the threshold is 10 %',
    boundary: { ...shared('requests_aborted_total', 1), ...requests(1) },
    quiet: { ...shared('requests_aborted_total', 1), ...requests(0) },
  },
];
