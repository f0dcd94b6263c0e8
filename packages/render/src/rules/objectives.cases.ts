/** That they reach people, and are theirs: what they count is tested where they are made. @see objectives.ts */
import { type AlertCase, counter, gauge, gaugeThen, type Series } from './testing/alert-case.ts';

/** So many requests a second, and of them so many that fail. */
function requests(perSecond: number, failing: number, of = 'service="api",kind="user"'): Series {
  const series = (status: string): string => {
    return `mesh_requests_total{job="mesh",instance="mesh-0",${of},status_class="${status}"}`;
  };
  return { [series('2xx')]: counter(perSecond - failing), [series('5xx')]: counter(failing) };
}

const PROBES = 'job="nines-probe",service="api",instance="http://127.0.0.1:8081/health"';
const WANTED = 'nines_service_replicas_desired{service="api"}';

const noise: Series = {
  ...requests(200, 200, 'service="reports",kind="user"'),
  ...requests(200, 200, 'service="api",kind="probe"'),
};

const burning = (factor: string, windows: string, bad: string, limit: string): string =>
  `The error budget of api/errors burns more than ${factor} times too fast: over ${windows} at least ${bad} was bad; the limit is ${limit} %`;

export const OBJECTIVE_CASES: readonly AlertCase[] = [
  {
    alert: 'ErrorBudgetBurn',
    of: { slo: 'errors', windows: '2m/10s' },
    fires: requests(200, 29),
    at: '5s',
    summary: burning('14.4', '2m and 10s', '14.5%', '14.4'),
    boundary: requests(200, 28.8),
    quiet: requests(200, 1),
    noise,
  },
  {
    alert: 'ObjectiveWithoutData',
    of: { slo: 'uptime' },
    fires: { [`probe_success{${PROBES}}`]: '1x11 stale', [WANTED]: gauge(2) },
    at: '2m',
    summary: 'Nothing has measured api/uptime for more than 1 min',
    boundary: { [`probe_success{${PROBES}}`]: '1x11 _x10 1x400', [WANTED]: gauge(2) },
    quiet: { [WANTED]: gauge(0) },
  },
  {
    alert: 'ObjectiveWithoutData',
    of: { slo: 'errors' },
    fires: { [WANTED]: gauge(2), 'up{job="mesh"}': gauge(0) },
    at: '1m',
    summary: 'Nothing has measured api/errors for more than 1 min',
    boundary: { [WANTED]: gaugeThen(2, 12, 0), 'up{job="mesh"}': gauge(0) },
    quiet: { [WANTED]: gauge(2), 'up{job="mesh"}': gauge(1) }, // nobody has asked yet
    noise: { 'up{job="theirs"}': gauge(1) },
  },
];
