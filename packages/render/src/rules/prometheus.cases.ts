/** @see prometheus.ts */
import { type AlertCase, counter, gauge, gaugeThen, type Series } from './testing/alert-case.ts';

const target = { job: 'nines-prometheus', instance: 'nines-prometheus-0' };
const of = 'job="nines-prometheus",instance="nines-prometheus-0"';
const theirs = 'job="theirs",instance="theirs-0"';
const group = { rule_group: 'traffic.json;traffic' };

/** A counter that should stay: it grows once, has grown long ago, or starts anew. */
function grows(alert: string, metric: string, minutes: number, summary: string, labels: Series = {}): AlertCase {
  const more = Object.entries(labels).map(([name, value]) => `,${name}="${value}"`);
  const series = (whose: string): string => `${metric}{${whose}${more.join('')}}`;
  return {
    alert,
    fires: { [series(of)]: gaugeThen(2, minutes * 12, 3) },
    at: `${minutes}m`,
    over: `${minutes * 2}m`,
    labels: { ...target, ...labels },
    summary,
    boundary: { [series(of)]: gauge(2) },
    quiet: { [series(of)]: gaugeThen(2, 12, 0) },
    noise: { [series(theirs)]: counter(1) },
  };
}

function tsdb(alert: string, metric: string, what: string): AlertCase {
  return grows(alert, metric, 15, `Prometheus’ database had 1 ${what} within 15 min`);
}

export const PROMETHEUS_CASES: readonly AlertCase[] = [
  {
    alert: 'PrometheusConfigReloadFailed',
    fires: { [`prometheus_config_last_reload_successful{${of}}`]: gauge(0) },
    at: '30s',
    labels: target,
    summary: 'Prometheus has refused its configuration for more than 30 s',
    boundary: { [`prometheus_config_last_reload_successful{${of}}`]: gaugeThen(0, 6, 1) },
    quiet: { [`prometheus_config_last_reload_successful{${of}}`]: gauge(1) },
    noise: { [`prometheus_config_last_reload_successful{${theirs}}`]: gauge(0) },
  },
  grows(
    'PrometheusRuleFailures',
    'prometheus_rule_evaluation_failures_total',
    5,
    '1 evaluations in traffic.json;traffic failed within 5 min',
    group,
  ),
  {
    alert: 'PrometheusRuleEvaluationsMissed',
    fires: {
      [`prometheus_rule_group_iterations_missed_total{${of},rule_group="traffic.json;traffic"}`]: counter(0.0105),
    },
    at: '590s',
    labels: { ...target, ...group },
    summary: '3.15 evaluations of traffic.json;traffic were left out within 5 min; the threshold is 3',
    boundary: {
      [`prometheus_rule_group_iterations_missed_total{${of},rule_group="traffic.json;traffic"}`]: counter(0.01),
    },
    quiet: {
      [`prometheus_rule_group_iterations_missed_total{${of},rule_group="traffic.json;traffic"}`]: gaugeThen(0, 12, 90),
    },
    noise: {
      [`prometheus_rule_group_iterations_missed_total{${theirs},rule_group="traffic.json;traffic"}`]: counter(1),
    },
  },
  tsdb(
    'PrometheusTsdbWalCorruptions',
    'prometheus_tsdb_wal_corruptions_total',
    'damaged records in the write-ahead log',
  ),
  tsdb('PrometheusTsdbCompactionsFailing', 'prometheus_tsdb_compactions_failed_total', 'compactions that failed'),
  tsdb('PrometheusTsdbReloadsFailing', 'prometheus_tsdb_reloads_failures_total', 'blocks that could not be loaded'),
  tsdb('PrometheusTsdbWritesFailing', 'prometheus_tsdb_wal_writes_failed_total', 'writes that failed'),
  {
    alert: 'PrometheusNotificationsDropped',
    fires: { [`prometheus_notifications_dropped_total{${of}}`]: counter(0.2) },
    at: '185s',
    labels: target,
    summary: 'Prometheus drops 200m alerts a second because Alertmanager does not take them',
    boundary: { [`prometheus_notifications_dropped_total{${of}}`]: gauge(40) },
    quiet: { [`prometheus_notifications_dropped_total{${of}}`]: '0x9 9 18 27x400' }, // Alertmanager was restarted
    noise: { [`prometheus_notifications_dropped_total{${theirs}}`]: counter(1) },
  },
  {
    alert: 'PrometheusNotConnectedToAlertmanager',
    fires: { [`prometheus_notifications_alertmanagers_discovered{${of}}`]: gauge(0) },
    at: '1m',
    labels: target,
    summary: 'Prometheus knows 0 Alertmanagers; the threshold is 1',
    boundary: { [`prometheus_notifications_alertmanagers_discovered{${of}}`]: gauge(1) },
    quiet: { [`prometheus_notifications_alertmanagers_discovered{${of}}`]: gaugeThen(0, 12, 1) },
    noise: { [`prometheus_notifications_alertmanagers_discovered{${theirs}}`]: gauge(0) },
  },
  grows(
    'PrometheusTargetSyncFailed',
    'prometheus_target_sync_failed_total',
    5,
    '1 targets could not be taken in within 5 min',
  ),
  {
    alert: 'PrometheusDiscoveryFailing',
    fires: { [`prometheus_sd_file_read_errors_total{${of}}`]: gaugeThen(0, 60, 1) },
    at: '6m',
    over: '10m',
    labels: target,
    summary: '1 reads of target files failed within 5 min',
    boundary: { [`prometheus_sd_file_read_errors_total{${of}}`]: gauge(2) },
    quiet: { [`prometheus_sd_file_read_errors_total{${of}}`]: gaugeThen(2, 12, 0) },
    noise: { [`prometheus_sd_file_read_errors_total{${theirs}}`]: counter(1) },
  },
  {
    alert: 'PrometheusSamplesRejected',
    fires: {
      [`prometheus_target_scrapes_sample_duplicate_timestamp_total{${of}}`]: counter(0.55),
      [`prometheus_target_scrapes_sample_out_of_order_total{${of}}`]: counter(0.5),
    },
    at: '590s',
    labels: target,
    summary: '1.05 samples a second are rejected; the threshold is 1',
    boundary: {
      [`prometheus_target_scrapes_sample_duplicate_timestamp_total{${of}}`]: counter(0.5),
      [`prometheus_target_scrapes_sample_out_of_order_total{${of}}`]: counter(0.5),
    },
    quiet: {
      [`prometheus_target_scrapes_sample_duplicate_timestamp_total{${of}}`]: counter(0),
      [`prometheus_target_scrapes_sample_out_of_order_total{${of}}`]: counter(0.1),
    },
    noise: {
      [`prometheus_target_scrapes_sample_duplicate_timestamp_total{${theirs}}`]: counter(9),
      [`prometheus_target_scrapes_sample_out_of_order_total{${theirs}}`]: counter(9),
    },
  },
];
