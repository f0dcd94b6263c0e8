/** @see saturation.ts */
import { type AlertCase, gauge, gaugeThen } from './testing/alert-case.ts';

const MEBI = 2 ** 20;

export const SATURATION_CASES: readonly AlertCase[] = [
  {
    alert: 'CpuSaturated', // by its limit of one core
    service: 'api',
    fires: { 'nines_instance_cpu_cores{service="api",instance="api-0"}': gauge(0.92) },
    at: '5m',
    labels: { instance: 'api-0' },
    summary: 'api-0 uses 920m cores; the threshold is 90 % of 1, its limit',
    boundary: { 'nines_instance_cpu_cores{service="api",instance="api-0"}': gauge(0.9) },
    quiet: { 'nines_instance_cpu_cores{service="api",instance="api-0"}': gaugeThen(1, 12, 0.1) },
    noise: { 'nines_instance_cpu_cores{service="theirs",instance="theirs-0"}': gauge(4) },
  },
  {
    alert: 'CpuSaturated', // without a limit by what it asked for; warming up takes less than 5 min
    service: 'reports',
    fires: { 'nines_instance_cpu_cores{service="reports",instance="reports-0"}': '0.1x11 4x11 0.7x400' },
    at: '365s',
    labels: { instance: 'reports-0' },
    summary: 'reports-0 uses 700m cores; the threshold is 90 % of 0.5, its request',
    boundary: { 'nines_instance_cpu_cores{service="reports",instance="reports-0"}': gaugeThen(0.7, 55, 0.1) },
    quiet: { 'nines_instance_cpu_cores{service="reports",instance="reports-0"}': gauge(0.45) },
  },
  {
    alert: 'MemorySaturated',
    service: 'api',
    fires: { 'nines_instance_memory_bytes{service="api",instance="api-0"}': gauge(236 * MEBI) },
    at: '5m',
    labels: { instance: 'api-0' },
    summary: 'api-0 uses 92.19% of its memory limit; the threshold is 90 %',
    boundary: { 'nines_instance_memory_bytes{service="api",instance="api-0"}': gauge(0.9 * 256 * MEBI) },
    quiet: { 'nines_instance_memory_bytes{service="api",instance="api-0"}': gauge(64 * MEBI) },
    noise: {
      'nines_instance_memory_bytes{service="theirs",instance="theirs-0"}': gauge(900 * MEBI),
      node_memory_MemTotal_bytes: gauge(MEBI),
    },
  },
  {
    alert: 'MemorySaturated',
    service: 'reports',
    fires: { 'nines_instance_memory_bytes{service="reports",instance="reports-0"}': gauge(925 * MEBI) },
    at: '5m',
    labels: { instance: 'reports-0' },
    summary: 'reports-0 uses 92.5% of the machine’s memory; the threshold is 90 %',
    boundary: { 'nines_instance_memory_bytes{service="reports",instance="reports-0"}': gauge(900 * MEBI) },
    quiet: { 'nines_instance_memory_bytes{service="reports",instance="reports-0"}': gauge(500 * MEBI) },
    noise: { 'node_memory_MemTotal_bytes{job="nines-node-exporter"}': gauge(1_000 * MEBI) },
  },
  {
    alert: 'RequestsPilingUp',
    service: 'api',
    fires: {
      'mesh_requests_in_flight{consumer="ingress",service="api"}': gauge(180),
      'mesh_requests_in_flight{consumer="portal",service="api"}': gauge(24),
    },
    at: '1m',
    summary: 'Each instance of api has 102 requests under way; the threshold is 100',
    boundary: {
      'mesh_requests_in_flight{consumer="ingress",service="api"}': gauge(180),
      'mesh_requests_in_flight{consumer="portal",service="api"}': gauge(20),
    },
    quiet: { 'mesh_requests_in_flight{consumer="ingress",service="api"}': gaugeThen(900, 12, 3) },
    noise: {
      'nines_service_replicas_ready{service="api",instance="nines-server-0"}': gauge(2),
      'nines_service_replicas_ready{service="api",instance="of another time"}': gauge(1),
      'nines_service_replicas_ready{service="theirs"}': gauge(9),
      'mesh_requests_in_flight{consumer="ingress",service="theirs"}': gauge(5_000),
    },
  },
  {
    alert: 'RequestsPilingUp', // none ready: the requests of all wait for one
    service: 'api',
    fires: { 'mesh_requests_in_flight{consumer="ingress",service="api"}': gauge(104) },
    at: '1m',
    summary: 'Each instance of api has 104 requests under way; the threshold is 100',
    boundary: { 'mesh_requests_in_flight{consumer="ingress",service="api"}': gauge(100) },
    quiet: {},
    noise: { 'nines_service_replicas_ready{service="api"}': gauge(0) },
  },
  {
    alert: 'EventLoopBlocked',
    service: 'api',
    fires: { 'nodejs_eventloop_lag_p99_seconds{job="api",instance="api-0"}': gauge(0.52) },
    at: '1m',
    labels: { job: 'api', instance: 'api-0' },
    summary: 'The event loop of api-0 lags by 520ms; the threshold is 500 ms',
    boundary: { 'nodejs_eventloop_lag_p99_seconds{job="api",instance="api-0"}': gauge(0.5) },
    quiet: { 'nodejs_eventloop_lag_p99_seconds{job="api",instance="api-0"}': gaugeThen(2, 12, 0.1) },
    noise: { 'nodejs_eventloop_lag_p99_seconds{job="theirs",instance="theirs-0"}': gauge(5) },
  },
];
