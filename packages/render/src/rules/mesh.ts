/** The mesh itself: whether it keeps up, whom it turns away, and whether it knows what the runtime knows. */
import type { Catalog, Service } from '@nines/catalog';
import { MESH } from '../workloads.ts';
import { type Alert, aboutPlatform, aboutService, type RuleSet } from './alert.ts';
import { percent, VALUE } from './figures.ts';

/** Of its one core. */
const CPU_RATIO = 0.9;
/** Seconds; the longest wait of the last 10 to 20 s, so that a single one is seen for that long. */
const EVENT_LOOP_LAG = 0.25;
/** A second. Scanners on the internet make some. */
const REFUSED = 5;

export function meshRules({ services }: Catalog): RuleSet {
  const reached = services.filter(({ port }) => port !== undefined);
  return { name: 'mesh', records: [], alerts: [...process(), ...reached.flatMap(endpoints)] };
}

function process(): readonly Alert[] {
  const about = aboutPlatform(MESH, 'mesh');
  const of = `{job="${MESH}"}`;
  return [
    {
      alert: 'MeshSaturated',
      severity: 'warning',
      about,
      expr: `rate(process_cpu_seconds_total${of}[1m]) > ${CPU_RATIO}`,
      for: '5m',
      summary: `The mesh uses ${VALUE.number} cores; the threshold is ${percent(CPU_RATIO)} of one`,
      description: 'For more than 5 min. More traffic than now makes every service slower.',
    },
    {
      alert: 'MeshEventLoopBlocked',
      severity: 'warning',
      about,
      expr: `mesh_event_loop_lag_seconds${of} > ${EVENT_LOOP_LAG}`,
      for: '2m',
      summary: `The mesh’s event loop lags by ${VALUE.duration}; the threshold is ${EVENT_LOOP_LAG * 1_000} ms`,
      description: 'Every request through it waits that much longer, whatever its service does.',
    },
    {
      alert: 'MeshRefusing',
      severity: 'warning',
      about,
      expr: `rate(mesh_refused_total${of}[1m]) > ${REFUSED}`,
      for: '2m',
      summary: `The mesh turns away ${VALUE.number} requests a second ({{ $labels.reason }}); the threshold is ${REFUSED}`,
      description: 'Undeclared hosts or paths, malformed requests, or a service without a ready instance.',
    },
    {
      alert: 'MeshFaultsLeftActive',
      severity: 'info',
      about,
      expr: `mesh_faults_active${of} > 0`,
      for: '30m',
      summary: `${VALUE.number} faults have been in force for more than 30 min`,
      description: 'Set on purpose, and perhaps forgotten: traffic is disturbed until they are removed.',
    },
  ];
}

function endpoints(service: Service): readonly Alert[] {
  const about = aboutService(service, 'mesh');
  const count = (state: string): string => `max(mesh_endpoints{service="${service.name}",state="${state}"})`;
  return [
    {
      alert: 'MeshNoEndpoints',
      severity: 'warning',
      about,
      expr: `max(nines_service_replicas_ready{service="${service.name}"}) > 0 and ${count('ready')} == 0`,
      for: '15s',
      summary: `The mesh sends nothing to ${service.name}, of which {{ $value }} replicas are ready`,
      description: 'The mesh and the runtime do not agree: it does not get snapshots, or has ejected all instances.',
    },
    {
      alert: 'MeshEndpointEjected',
      severity: 'warning',
      about,
      expr: `${count('ejected')} > 0`,
      for: '2m',
      summary: `{{ $value }} instances of ${service.name} have been ejected for more than 2 min`,
      description: 'They count as ready and fail the requests they get, so they get none; the others carry the load.',
    },
  ];
}
