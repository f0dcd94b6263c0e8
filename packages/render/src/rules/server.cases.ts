/** @see server.ts */
import { type AlertCase, counter, gauge, gaugeThen } from './testing/alert-case.ts';

const target = { job: 'nines-server', instance: 'nines-server-0' };
const of = 'job="nines-server",instance="nines-server-0"';
const theirs = 'job="theirs",instance="theirs-0"';

export const SERVER_CASES: readonly AlertCase[] = [
  {
    alert: 'EventLogLagging',
    fires: { [`nines_spool_lag_seconds{${of}}`]: gauge(31) },
    at: '30s',
    labels: target,
    summary: 'The event log is 31s behind what happens; the threshold is 30 s',
    boundary: { [`nines_spool_lag_seconds{${of}}`]: gauge(30) },
    quiet: { [`nines_spool_lag_seconds{${of}}`]: gaugeThen(60, 6, 0) }, // catching up after a minute's absence
    noise: { [`nines_spool_lag_seconds{${theirs}}`]: gauge(900) },
  },
  {
    alert: 'ObjectivesLagging',
    fires: { [`nines_slo_lag_seconds{${of}}`]: gauge(301) },
    at: '1m',
    labels: target,
    summary: 'Error budgets were last known 5m 1s ago; the threshold is 300 s',
    boundary: { [`nines_slo_lag_seconds{${of}}`]: gauge(300) },
    quiet: { [`nines_slo_lag_seconds{${of}}`]: gaugeThen(330, 11, 15) }, // the database was restarted
    noise: { [`nines_slo_lag_seconds{${theirs}}`]: gauge(900) },
  },
  {
    alert: 'AlertPostsFailing',
    fires: { [`nines_alertmanager_posts_total{${of},result="failed"}`]: counter(0.2) },
    at: '125s',
    labels: { ...target, result: 'failed' },
    summary: '200m posts of the detectors’ alerts to Alertmanager fail a second',
    boundary: { [`nines_alertmanager_posts_total{${of},result="failed"}`]: gauge(3) },
    quiet: { [`nines_alertmanager_posts_total{${of},result="failed"}`]: '0x9 1 2 3x400' }, // Alertmanager was restarted
    noise: {
      [`nines_alertmanager_posts_total{${of},result="ok"}`]: counter(0.2),
      [`nines_alertmanager_posts_total{${theirs},result="failed"}`]: counter(0.2),
    },
  },
  {
    alert: 'NotificationsStuck',
    fires: { [`nines_outbox_oldest_seconds{${of},channel="slack"}`]: gauge(301) },
    at: '30s',
    labels: { ...target, channel: 'slack' },
    summary: 'slack has not been told for 5m 1s; the threshold is 300 s',
    boundary: { [`nines_outbox_oldest_seconds{${of},channel="slack"}`]: gauge(300) },
    quiet: { [`nines_outbox_oldest_seconds{${of},channel="slack"}`]: gaugeThen(320, 1, 0) }, // told at last
    noise: { [`nines_outbox_oldest_seconds{${theirs},channel="slack"}`]: gauge(900) },
  },
  {
    alert: 'ConfigurationRefused',
    fires: { [`nines_configuration_refused{${of},part="prometheus"}`]: '0x11 1x119 0x400' },
    at: '1m',
    over: '11m',
    labels: { ...target, part: 'prometheus' },
    summary: '1 configuration of prometheus, the newest, is refused',
    boundary: { [`nines_configuration_refused{${of},part="prometheus"}`]: gauge(0) },
    quiet: {},
    noise: {
      [`nines_configuration_refused{${of},part="blackbox"}`]: gauge(0),
      [`nines_configuration_refused{${theirs},part="prometheus"}`]: gauge(1),
    },
  },
  {
    alert: 'ServerEventLoopBlocked',
    fires: { [`nodejs_eventloop_lag_p99_seconds{${of}}`]: gauge(0.52) },
    at: '1m',
    labels: target,
    summary: 'The server’s event loop lags by 520ms; the threshold is 500 ms',
    boundary: { [`nodejs_eventloop_lag_p99_seconds{${of}}`]: gauge(0.5) },
    quiet: { [`nodejs_eventloop_lag_p99_seconds{${of}}`]: gaugeThen(3, 12, 0.01) },
    noise: { [`nodejs_eventloop_lag_p99_seconds{${theirs}}`]: gauge(9) },
  },
];
