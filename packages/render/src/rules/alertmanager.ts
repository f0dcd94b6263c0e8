/** Alertmanager's own health. If it is gone altogether, only the dead man's switch can tell. */
import { NINES_ALERTMANAGER } from '../workloads.ts';
import { type Alert, aboutPlatform, type RuleSet } from './alert.ts';
import { percent, VALUE } from './figures.ts';

const OF = `{job="${NINES_ALERTMANAGER}"}`;

const FAILED_RATIO = 0.05;

type Facts = Omit<Alert, 'severity' | 'about'>;

const ALERTS: readonly Facts[] = [
  {
    alert: 'AlertmanagerConfigReloadFailed',
    expr: `alertmanager_config_last_reload_successful${OF} == 0`,
    for: '30s',
    summary: 'Alertmanager has refused its configuration for more than 30 s',
    description: 'It goes on with the last good one: changed routes and receivers are not in effect.',
  },
  {
    // A receiver that is away for a short restart is tried again, and has cost nothing.
    alert: 'AlertmanagerNotificationsFailing',
    expr:
      `rate(alertmanager_notifications_failed_total${OF}[5m])` +
      ` / rate(alertmanager_notifications_total[5m]) > ${FAILED_RATIO}`,
    for: '5m',
    summary:
      `${VALUE.percent} of the notifications by {{ $labels.integration }} fail for good; ` +
      `the threshold is ${percent(FAILED_RATIO)}`,
    description: 'For more than 5 min. People or systems that should be told are not.',
  },
  {
    alert: 'AlertmanagerInvalidAlerts',
    expr: `increase(alertmanager_alerts_invalid_total${OF}[5m]) > 0`,
    summary: `Alertmanager refused ${VALUE.number} invalid alerts within 5 min`,
    description: 'Somebody posts alerts that it cannot read. They are lost.',
  },
];

/** The same for every platform. */
export function alertmanagerRules(): RuleSet {
  const about = aboutPlatform(NINES_ALERTMANAGER, 'alerts');
  return {
    name: 'alertmanager',
    records: [],
    alerts: ALERTS.map((facts) => ({ severity: 'warning', about, ...facts })),
  };
}
