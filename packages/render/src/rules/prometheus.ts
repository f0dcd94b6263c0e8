/** Prometheus' own health, by its own metrics (of 2.42 and later). If it is gone altogether, the detectors tell. */
import { NINES_PROMETHEUS } from '../workloads.ts';
import { type Alert, aboutPlatform, type RuleSet } from './alert.ts';
import { VALUE } from './figures.ts';

const OF = `{job="${NINES_PROMETHEUS}"}`;

type Facts = Omit<Alert, 'severity' | 'about'>;

const ALERTS: readonly Facts[] = [
  {
    alert: 'PrometheusConfigReloadFailed',
    expr: `prometheus_config_last_reload_successful${OF} == 0`,
    for: '30s',
    summary: 'Prometheus has refused its configuration for more than 30 s',
    description: 'It goes on with the last good one: new services are not watched, changed rules not in effect.',
  },
  {
    alert: 'PrometheusRuleFailures',
    expr: `increase(prometheus_rule_evaluation_failures_total${OF}[5m]) > 0`,
    summary: `${VALUE.number} evaluations in {{ $labels.rule_group }} failed within 5 min`,
    description: 'Alerts of that group may be missing while this lasts.',
  },
  {
    alert: 'PrometheusRuleEvaluationsMissed',
    expr: `increase(prometheus_rule_group_iterations_missed_total${OF}[5m]) > 3`,
    for: '5m',
    summary: `${VALUE.number} evaluations of {{ $labels.rule_group }} were left out within 5 min; the threshold is 3`,
    description: 'One takes longer than the time between two: alerts come late.',
  },
  ...[
    ['PrometheusTsdbWalCorruptions', 'prometheus_tsdb_wal_corruptions_total', 'damaged records in the write-ahead log'],
    ['PrometheusTsdbCompactionsFailing', 'prometheus_tsdb_compactions_failed_total', 'compactions that failed'],
    ['PrometheusTsdbReloadsFailing', 'prometheus_tsdb_reloads_failures_total', 'blocks that could not be loaded'],
    ['PrometheusTsdbWritesFailing', 'prometheus_tsdb_wal_writes_failed_total', 'writes that failed'],
  ].map(([alert = '', metric = '', what = '']) => ({
    alert,
    expr: `increase(${metric}${OF}[15m]) > 0`,
    summary: `Prometheus’ database had ${VALUE.number} ${what} within 15 min`,
    description: 'A disk that is full or broken, most often. Metrics may be lost.',
    runbook: 'PrometheusTsdbTrouble',
  })),
  {
    alert: 'PrometheusNotificationsDropped',
    expr: `rate(prometheus_notifications_dropped_total${OF}[2m]) > 0`,
    for: '3m',
    summary: `Prometheus drops ${VALUE.number} alerts a second because Alertmanager does not take them`,
    description: 'For more than 3 min. Rules fire, and nobody is told; the detectors post by themselves.',
  },
  {
    alert: 'PrometheusNotConnectedToAlertmanager',
    expr: `prometheus_notifications_alertmanagers_discovered${OF} < 1`,
    for: '1m',
    summary: `Prometheus knows ${VALUE.number} Alertmanagers; the threshold is 1`,
    description: 'Rules fire, and nobody is told. To be seen by `nines alert list` only.',
  },
  {
    alert: 'PrometheusTargetSyncFailed',
    expr: `increase(prometheus_target_sync_failed_total${OF}[5m]) > 0`,
    summary: `${VALUE.number} targets could not be taken in within 5 min`,
    description: 'Some instances are not scraped, and what is not scraped is not watched.',
  },
  {
    alert: 'PrometheusDiscoveryFailing',
    expr: `increase(prometheus_sd_file_read_errors_total${OF}[5m]) > 0`,
    for: '1m',
    summary: `${VALUE.number} reads of target files failed within 5 min`,
    description: 'Prometheus goes on with the targets it knew: new instances are not scraped.',
  },
  {
    alert: 'PrometheusSamplesRejected',
    expr:
      `rate(prometheus_target_scrapes_sample_duplicate_timestamp_total${OF}[5m])` +
      ` + rate(prometheus_target_scrapes_sample_out_of_order_total${OF}[5m]) > 1`,
    for: '5m',
    summary: `${VALUE.number} samples a second are rejected; the threshold is 1`,
    description: 'Two targets write the same series, or the clock went back. Figures have gaps.',
  },
];

/** The same for every platform. */
export function prometheusRules(): RuleSet {
  const about = aboutPlatform(NINES_PROMETHEUS, 'alerts');
  return { name: 'prometheus', records: [], alerts: ALERTS.map((facts) => ({ severity: 'warning', about, ...facts })) };
}
