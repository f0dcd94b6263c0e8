/** @see alertmanager.ts */
import { type AlertCase, counter, gauge, gaugeThen, type Series } from './testing/alert-case.ts';

const target = { job: 'nines-alertmanager', instance: 'nines-alertmanager-0' };
const of = 'job="nines-alertmanager",instance="nines-alertmanager-0"';
const theirs = 'job="theirs",instance="theirs-0"';

const notifications = (all: number, failed: number, labels = of): Series => ({
  [`alertmanager_notifications_total{${labels},integration="webhook"}`]: counter(all),
  [`alertmanager_notifications_failed_total{${labels},integration="webhook"}`]: counter(failed),
});

export const ALERTMANAGER_CASES: readonly AlertCase[] = [
  {
    alert: 'AlertmanagerConfigReloadFailed',
    fires: { [`alertmanager_config_last_reload_successful{${of}}`]: gauge(0) },
    at: '30s',
    labels: target,
    summary: 'Alertmanager has refused its configuration for more than 30 s',
    boundary: { [`alertmanager_config_last_reload_successful{${of}}`]: gaugeThen(0, 6, 1) },
    quiet: { [`alertmanager_config_last_reload_successful{${of}}`]: gauge(1) },
    noise: { [`alertmanager_config_last_reload_successful{${theirs}}`]: gauge(0) },
  },
  {
    alert: 'AlertmanagerNotificationsFailing',
    fires: notifications(20, 1.05),
    at: '305s',
    labels: { ...target, integration: 'webhook' },
    summary: '5.25% of the notifications by webhook fail for good; the threshold is 5 %',
    boundary: notifications(20, 1),
    quiet: notifications(0, 0),
    noise: notifications(40, 40, theirs),
  },
  {
    alert: 'AlertmanagerInvalidAlerts',
    fires: { [`alertmanager_alerts_invalid_total{${of},version="v2"}`]: gaugeThen(2, 60, 3) },
    at: '5m',
    over: '10m',
    labels: { ...target, version: 'v2' },
    summary: 'Alertmanager refused 1 invalid alerts within 5 min',
    boundary: { [`alertmanager_alerts_invalid_total{${of},version="v2"}`]: gauge(2) },
    quiet: { [`alertmanager_alerts_invalid_total{${of},version="v2"}`]: gaugeThen(2, 12, 0) },
    noise: { [`alertmanager_alerts_invalid_total{${theirs},version="v2"}`]: counter(1) },
  },
];
