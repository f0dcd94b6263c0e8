/** Half an hour of a platform that is well, as series for promtool: what must not make any alert fire. */
import type { Series } from './alert-case.ts';

const SERVICES = [
  { name: 'api', consumer: 'ingress', instances: ['api-0', 'api-1'], metrics: true },
  { name: 'reports', consumer: 'api', instances: ['reports-0'], metrics: false },
] as const;

const OWN = [
  'mesh',
  'nines-server',
  'nines-prometheus',
  'nines-alertmanager',
  'nines-node-exporter',
  'nines-blackbox-exporter',
] as const;

const MEBI = 2 ** 20;

const always = (value: number): string => `${value}x400`;
const growing = (perSample: number): string => `0+${perSample}x400`;

/** Declared load at 20 requests a second to each service, and users below the limit of 5. */
function traffic(name: string, consumer: string): Series {
  const edge = `consumer="${consumer}",service="${name}"`;
  const route = `${edge},version="1"`;
  const bucket = (le: string, perSample: number): Series => ({
    [`mesh_request_duration_seconds_bucket{${route},kind="declared",le="${le}"}`]: growing(perSample),
  });
  return {
    [`mesh_requests_total{job="mesh",instance="mesh-0",${route},kind="declared",status_class="2xx"}`]: growing(100),
    [`mesh_requests_total{job="mesh",instance="mesh-0",${route},kind="declared",status_class="5xx"}`]: growing(0.2),
    [`mesh_requests_total{job="mesh",instance="mesh-0",${route},kind="user",status_class="2xx"}`]: growing(20),
    ...bucket('0.1', 95),
    ...bucket('0.2', 97),
    ...bucket('0.5', 100),
    ...bucket('+Inf', 100),
    [`mesh_requests_in_flight{${edge}}`]: always(4),
    [`mesh_retries_over_budget_total{${edge}}`]: growing(0),
    [`mesh_connect_failures_total{${edge}}`]: growing(0.1),
    [`mesh_requests_aborted_total{${edge}}`]: growing(1),
    [`mesh_responses_broken_total{${edge}}`]: growing(0.1),
    [`mesh_endpoints{job="mesh",service="${name}",state="ready"}`]: always(2),
    [`mesh_endpoints{job="mesh",service="${name}",state="ejected"}`]: always(0),
    [`probe_success{job="nines-probe",service="${name}",instance="http://${name}"}`]: always(1),
    [`probe_success{job="nines-probe",service="${name}",instance="http://127.0.0.1:8081/health"}`]: always(1),
    [`probe_duration_seconds{job="nines-probe",service="${name}",instance="http://${name}"}`]: always(0.01),
  };
}

function instances(name: string, slots: readonly string[], scraped: boolean): Series {
  const perSlot = slots.map((slot): Series => {
    const own: Series = {
      [`up{job="${name}",service="${name}",instance="${slot}"}`]: always(1),
      [`scrape_duration_seconds{job="${name}",service="${name}",instance="${slot}"}`]: always(0.01),
      [`nodejs_eventloop_lag_p99_seconds{job="${name}",instance="${slot}"}`]: always(0.11),
    };
    return {
      ...(scraped ? own : {}),
      [`nines_instance_cpu_cores{service="${name}",instance="${slot}"}`]: always(0.1),
      [`nines_instance_memory_bytes{service="${name}",instance="${slot}"}`]: always(70 * MEBI),
    };
  });
  return Object.assign({}, ...perSlot, {
    [`nines_service_replicas_ready{service="${name}"}`]: always(slots.length),
    [`nines_service_replicas_desired{service="${name}"}`]: always(slots.length),
  }) as Series;
}

function ownWorkloads(): Series {
  const targets = OWN.map((name): Series => ({
    [`up{job="${name}",instance="${name}-0"}`]: always(1),
    [`scrape_duration_seconds{job="${name}",instance="${name}-0"}`]: always(0.02),
  }));
  return Object.assign({}, ...targets, {
    'process_cpu_seconds_total{job="mesh",instance="mesh-0"}': growing(0.5),
    'mesh_event_loop_lag_seconds{job="mesh"}': always(0.002),
    'mesh_faults_active{job="mesh"}': always(0),
    'mesh_refused_total{job="mesh",reason="unknown_host"}': growing(1),
    'nines_spool_lag_seconds{job="nines-server"}': always(0),
    'nines_slo_lag_seconds{job="nines-server"}': always(15),
    'nines_outbox_oldest_seconds{job="nines-server",channel="slack"}': always(0),
    'nines_alertmanager_posts_total{job="nines-server",result="failed"}': always(1),
    'nines_configuration_refused{job="nines-server",part="prometheus"}': always(0),
    'prometheus_config_last_reload_successful{job="nines-prometheus"}': always(1),
    'prometheus_notifications_alertmanagers_discovered{job="nines-prometheus"}': always(1),
    'prometheus_notifications_dropped_total{job="nines-prometheus"}': always(1), // while Alertmanager was starting
    'alertmanager_config_last_reload_successful{job="nines-alertmanager"}': always(1),
    'alertmanager_notifications_total{job="nines-alertmanager",integration="webhook"}': growing(1),
    'alertmanager_notifications_failed_total{job="nines-alertmanager",integration="webhook"}': always(0),
    'blackbox_exporter_config_last_reload_successful{job="nines-blackbox-exporter"}': always(1),
  }) as Series;
}

/** A virtual machine whose kernel keeps no time source, as many are. */
function machine(): Series {
  const of = 'job="nines-node-exporter",instance="nines-node-exporter-0"';
  const disk = `${of},device="/dev/vda",fstype="ext4",mountpoint="/"`;
  return {
    [`node_cpu_seconds_total{${of},cpu="0",mode="idle"}`]: growing(2.5),
    [`node_cpu_seconds_total{${of},cpu="0",mode="user"}`]: growing(2.5),
    [`node_load15{${of}}`]: always(1.5),
    [`node_memory_MemAvailable_bytes{${of}}`]: always(3_000 * MEBI),
    [`node_memory_MemTotal_bytes{${of}}`]: always(8_000 * MEBI),
    [`node_filesystem_avail_bytes{${disk}}`]: '40000-2x400', // it fills, slowly
    [`node_filesystem_size_bytes{${disk}}`]: always(100_000),
    [`node_filesystem_files_free{${disk}}`]: always(90),
    [`node_filesystem_files{${disk}}`]: always(100),
    [`node_timex_sync_status{${of}}`]: always(0),
    [`node_timex_offset_seconds{${of}}`]: always(0),
    [`node_vmstat_oom_kill{${of}}`]: always(2),
    [`node_scrape_collector_success{${of},collector="hwmon"}`]: always(0),
    [`node_scrape_collector_success{${of},collector="cpu"}`]: always(1),
  };
}

function database(): Series {
  const of = 'job="nines-postgres-exporter",service="postgres",instance="postgres-0"';
  const shop = `${of},datname="shop"`;
  return {
    [`up{${of}}`]: always(1),
    [`pg_up{${of}}`]: always(1),
    [`pg_exporter_last_scrape_error{${of}}`]: always(0),
    [`pg_exporter_last_scrape_duration_seconds{${of}}`]: always(0.03),
    [`pg_scrape_collector_success{${of},collector="bgwriter"}`]: always(0),
    [`pg_stat_activity_count{${shop},state="idle"}`]: always(20),
    [`pg_settings_max_connections{${of}}`]: always(100),
    [`pg_settings_superuser_reserved_connections{${of}}`]: always(3),
    [`pg_stat_activity_max_tx_duration{${shop},state="active"}`]: always(1),
    [`pg_stat_database_deadlocks{${shop}}`]: '0x100 1x300',
    [`pg_stat_database_blks_hit{${shop}}`]: growing(1_000),
    [`pg_stat_database_blks_read{${shop}}`]: growing(20),
    [`pg_stat_database_xact_commit{${shop}}`]: growing(200),
    [`pg_stat_database_xact_rollback{${shop}}`]: growing(1),
    [`pg_database_size_bytes{${shop}}`]: always(30 * MEBI),
  };
}

/** Everything, for the catalog of `fixtureCatalog`. */
export function healthyPlatform(): Series {
  return Object.assign(
    {},
    ...SERVICES.map(({ name, consumer }) => traffic(name, consumer)),
    ...SERVICES.map(({ name, instances: slots, metrics }) => instances(name, slots, metrics)),
    ownWorkloads(),
    machine(),
    database(),
  ) as Series;
}
