/** Nines' server: whether it keeps up with what happens, and whether its alerts get out. */
import { NINES_SERVER } from '../workloads.ts';
import { type Alert, aboutPlatform, type RuleSet } from './alert.ts';
import { VALUE } from './figures.ts';

const OF = `job="${NINES_SERVER}"`;

/** Seconds. After a minute's absence the server is level again within seconds. */
const SPOOL_LAG = 30;
/** Seconds. Longer than it takes to catch up after any restart. */
const OBJECTIVES_LAG = 300;
/** Seconds. A channel that is throttled, or was away for a moment, has caught up by then. */
const UNTOLD = 300;
/** Seconds. */
const EVENT_LOOP_LAG = 0.5;

type Facts = Omit<Alert, 'severity' | 'about'>;

const ALERTS: readonly Facts[] = [
  {
    alert: 'EventLogLagging',
    expr: `nines_spool_lag_seconds{${OF}} > ${SPOOL_LAG}`,
    for: '30s',
    summary: `The event log is ${VALUE.duration} behind what happens; the threshold is ${SPOOL_LAG} s`,
    description: 'Events wait on disk and are not lost; detectors, timelines and the console see the past.',
  },
  {
    alert: 'ObjectivesLagging',
    expr: `nines_slo_lag_seconds{${OF}} > ${OBJECTIVES_LAG}`,
    for: '1m',
    summary: `Error budgets were last known ${VALUE.duration} ago; the threshold is ${OBJECTIVES_LAG} s`,
    description: 'Alerts about burning budgets go on. What is frozen stays so; what objectives count is stored later.',
  },
  {
    alert: 'AlertPostsFailing',
    expr: `rate(nines_alertmanager_posts_total{${OF},result="failed"}[1m]) > 0`,
    for: '2m',
    summary: `${VALUE.number} posts of the detectors’ alerts to Alertmanager fail a second`,
    description: 'For more than 2 min. What the detectors see reaches nobody.',
  },
  {
    alert: 'NotificationsStuck',
    expr: `nines_outbox_oldest_seconds{${OF}} > ${UNTOLD}`,
    for: '30s',
    summary: `{{ $labels.channel }} has not been told for ${VALUE.duration}; the threshold is ${UNTOLD} s`,
    description:
      'What waits is kept, and told in order when the channel works again. Whoever relies on it knows nothing.',
  },
  {
    alert: 'ConfigurationRefused',
    expr: `nines_configuration_refused{${OF}} == 1`,
    summary: '1 configuration of {{ $labels.part }}, the newest, is refused',
    description: 'The last good one stays in effect: the watching no longer fits the catalog.',
  },
  {
    alert: 'ServerEventLoopBlocked',
    expr: `nodejs_eventloop_lag_p99_seconds{${OF}} > ${EVENT_LOOP_LAG}`,
    for: '1m',
    summary: `The server’s event loop lags by ${VALUE.duration}; the threshold is ${EVENT_LOOP_LAG * 1_000} ms`,
    description: 'Detection and delivery of alerts wait behind something that computes for long.',
  },
];

/** The same for every platform. */
export function serverRules(): RuleSet {
  const about = aboutPlatform(NINES_SERVER);
  return { name: 'server', records: [], alerts: ALERTS.map((facts) => ({ severity: 'warning', about, ...facts })) };
}
