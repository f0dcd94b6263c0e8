/**
 * Every metric that dashboards may ask for: those of the platform, and those that the exporters really gave when they
 * were run (Debian 12: prometheus 2.42, alertmanager 0.25, node exporter 1.5, postgres exporter 0.11 on PostgreSQL 18,
 * blackbox exporter 0.23).
 */
export const KNOWN_METRICS: readonly string[] = [
  ...['up', 'ALERTS', 'process_cpu_seconds_total', 'process_resident_memory_bytes'],
  ...prefixed('mesh_', [
    ...['requests_total', 'request_duration_seconds_bucket', 'request_duration_seconds_count', 'requests_in_flight'],
    ...[
      'retries_total',
      'retries_over_budget_total',
      'connect_failures_total',
      'requests_aborted_total',
      'responses_broken_total',
    ],
    ...['tcp_connections_total', 'tcp_connections_open', 'tcp_bytes_total', 'refused_total', 'connections_open'],
    ...['endpoints', 'faults_active', 'fault_effects_total', 'event_loop_lag_seconds'],
  ]),
  ...prefixed('nines_', [
    ...['instance_cpu_cores', 'instance_memory_bytes', 'instance_ready', 'instance_restarts_total'],
    ...['service_replicas_desired', 'service_replicas_ready', 'service_info', 'event_log_sequence'],
    ...['spool_lag_seconds', 'alerts_active', 'alertmanager_posts_total'],
    'certificate_expiry_timestamp_seconds',
    ...['incidents_open', 'alerts_taken_total', 'incident_queue_length', 'incident_decision_seconds_bucket'],
    ...['outbox_pending', 'outbox_oldest_seconds', 'delivery_attempts_total', 'page_delivery_seconds_bucket'],
  ]),
  ...prefixed('nines_incident_', [
    ...['mttd_seconds', 'mtta_seconds', 'mttr_seconds', 'downtime_seconds'],
    ...['detection_kept_ratio', 'restoration_kept_ratio'],
  ]),
  ...prefixed('nines_slo_', [
    ...['objective_ratio', 'attainment_ratio', 'error_budget_remaining_ratio', 'burn_rate'],
    'time_to_exhaustion_seconds',
  ]),
  ...['slo:total:increase', 'slo:bad:increase'],
  ...['app_requests_total', 'app_cpu_usage', 'app_memory_usage', 'app_faults_active'],
  'nodejs_eventloop_lag_p99_seconds',
  ...prefixed('pg_', [
    ...['up', 'stat_activity_count', 'stat_activity_max_tx_duration', 'locks_count', 'database_size_bytes'],
    ...['settings_max_connections', 'exporter_last_scrape_duration_seconds'],
  ]),
  ...prefixed('pg_stat_database_', [
    ...['xact_commit', 'xact_rollback', 'blks_hit', 'blks_read', 'deadlocks', 'conflicts', 'temp_bytes'],
    ...['tup_fetched', 'tup_inserted', 'tup_updated', 'tup_deleted'],
  ]),
  ...prefixed('node_', [
    ...['uname_info', 'cpu_seconds_total', 'load1', 'load5', 'memory_MemTotal_bytes', 'memory_MemAvailable_bytes'],
    ...['memory_Cached_bytes', 'vmstat_oom_kill', 'filesystem_avail_bytes', 'filesystem_size_bytes'],
    ...['disk_read_bytes_total', 'disk_written_bytes_total', 'disk_io_time_seconds_total'],
    ...['network_receive_bytes_total', 'network_transmit_bytes_total', 'sockstat_TCP_inuse', 'sockstat_TCP_tw'],
    ...['timex_offset_seconds', 'pressure_cpu_waiting_seconds_total', 'pressure_memory_waiting_seconds_total'],
    'pressure_io_waiting_seconds_total',
  ]),
  ...prefixed('alertmanager_', ['alerts', 'silences', 'notifications_total', 'notifications_failed_total']),
  ...prefixed('prometheus_', [
    ...['rule_group_last_duration_seconds', 'notifications_dropped_total', 'notifications_queue_length'],
  ]),
  'probe_success',
];

function prefixed(prefix: string, names: readonly string[]): readonly string[] {
  return names.map((name) => prefix + name);
}
