/** @see mesh.ts */
import { type AlertCase, counter, gauge, gaugeThen, type Series } from './testing/alert-case.ts';

const of = 'job="mesh",instance="mesh-0"';
const theirs = 'job="theirs",instance="theirs-0"';
const target = { job: 'mesh', instance: 'mesh-0' };

const endpoints = (ready: string, ejected: string, service = 'api'): Series => ({
  [`mesh_endpoints{${of},service="${service}",state="ready"}`]: ready,
  [`mesh_endpoints{${of},service="${service}",state="ejected"}`]: ejected,
  [`mesh_endpoints{instance="of another time",service="${service}",state="ready"}`]: gauge(0),
  [`mesh_endpoints{instance="of another time",service="${service}",state="ejected"}`]: gauge(0),
});

const replicas = (count: number, service = 'api'): Series => ({
  [`nines_service_replicas_ready{service="${service}"}`]: gauge(count),
  [`nines_service_replicas_ready{service="${service}",instance="of another time"}`]: gauge(0),
});

export const MESH_CASES: readonly AlertCase[] = [
  {
    alert: 'MeshSaturated',
    fires: { [`process_cpu_seconds_total{${of}}`]: counter(0.92) },
    at: '6m',
    labels: target,
    summary: 'The mesh uses 920m cores; the threshold is 90 % of one',
    boundary: { [`process_cpu_seconds_total{${of}}`]: counter(0.9) },
    quiet: { [`process_cpu_seconds_total{${of}}`]: counter(0.1) },
    noise: { [`process_cpu_seconds_total{${theirs}}`]: counter(2) },
  },
  {
    alert: 'MeshEventLoopBlocked',
    fires: { [`mesh_event_loop_lag_seconds{${of}}`]: gauge(0.26) },
    at: '2m',
    labels: target,
    summary: 'The mesh’s event loop lags by 260ms; the threshold is 250 ms',
    boundary: { [`mesh_event_loop_lag_seconds{${of}}`]: gauge(0.25) },
    quiet: { [`mesh_event_loop_lag_seconds{${of}}`]: gaugeThen(2, 24, 0.001) },
    noise: { [`mesh_event_loop_lag_seconds{${theirs}}`]: gauge(9) },
  },
  {
    alert: 'MeshRefusing',
    fires: { [`mesh_refused_total{${of},reason="unknown_host"}`]: counter(5.2) },
    at: '3m',
    labels: { ...target, reason: 'unknown_host' },
    summary: 'The mesh turns away 5.2 requests a second (unknown_host); the threshold is 5',
    boundary: { [`mesh_refused_total{${of},reason="unknown_host"}`]: counter(5) },
    quiet: { [`mesh_refused_total{${of},reason="unknown_host"}`]: gaugeThen(0, 12, 9_000) },
    noise: { [`mesh_refused_total{${theirs},reason="unknown_host"}`]: counter(90) },
  },
  {
    alert: 'MeshFaultsLeftActive',
    fires: { [`mesh_faults_active{${of}}`]: gauge(1) },
    at: '30m',
    labels: target,
    summary: '1 faults have been in force for more than 30 min',
    boundary: { [`mesh_faults_active{${of}}`]: gaugeThen(1, 360, 0) },
    quiet: { [`mesh_faults_active{${of}}`]: gauge(0) },
    noise: { [`mesh_faults_active{${theirs}}`]: gauge(1) },
  },
  {
    alert: 'MeshNoEndpoints',
    service: 'api',
    fires: { ...endpoints(gauge(0), gauge(2)), ...replicas(2) },
    at: '15s',
    summary: 'The mesh sends nothing to api, of which 2 replicas are ready',
    boundary: { ...endpoints(gaugeThen(0, 3, 2), gauge(0)), ...replicas(2) },
    quiet: { ...endpoints(gauge(0), gauge(0)), ...replicas(0) },
    noise: { ...endpoints(gauge(3), gauge(0), 'theirs'), ...replicas(3, 'theirs') },
  },
  {
    alert: 'MeshEndpointEjected',
    service: 'api',
    fires: endpoints(gauge(1), gauge(1)),
    at: '2m',
    summary: '1 instances of api have been ejected for more than 2 min',
    boundary: endpoints(gauge(1), gaugeThen(1, 24, 0)),
    quiet: endpoints(gauge(2), gauge(0)),
    noise: endpoints(gauge(1), gauge(1), 'theirs'),
  },
];
