/** Where monitoring keeps its files, below the folder given to it. */

/** Relative paths, by workload. */
export const MONITORING_FILES = {
  prometheusConfiguration: 'prometheus/prometheus.yml',
  prometheusRules: 'prometheus/rules',
  prometheusTargets: 'prometheus/targets',
  prometheusData: 'prometheus/data',
  alertmanagerConfiguration: 'alertmanager/alertmanager.yml',
  alertmanagerData: 'alertmanager/data',
  blackboxConfiguration: 'blackbox/blackbox.yml',
  webhookToken: 'webhook-token',
} as const;
