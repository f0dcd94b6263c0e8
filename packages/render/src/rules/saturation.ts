/** How full is it? CPU, memory and requests under way of every service; the event loop where a service is Node's. */
import type { Catalog, Service } from '@nines/catalog';
import { type Alert, aboutService, type RuleSet } from './alert.ts';
import { percent, rounded, VALUE } from './figures.ts';

/** Longer than starting and warming up takes. */
const HOLDS_FOR = '5m';

/** Requests under way per ready instance; a load drill of a hundred clients stays below it. */
const IN_FLIGHT_PER_INSTANCE = 100;

/**
 * Seconds. Node's histogram counts its own sampling interval in (10 ms by default, 100 ms in our services): well above
 * either.
 *
 * @see Node.js documentation, `perf_hooks.monitorEventLoopDelay`
 */
const EVENT_LOOP_LAG = 0.5;

export function saturationRules({ services }: Catalog): RuleSet {
  const alerts = [
    ...services.map(cpuSaturated),
    ...services.map(memorySaturated),
    ...services.filter(({ port, protocol }) => port !== undefined && protocol === 'http').map(requestsPilingUp),
    ...services.filter(({ metrics }) => metrics !== undefined).map(eventLoopBlocked),
  ];
  return { name: 'saturation', records: [], alerts };
}

function cpuSaturated(service: Service): Alert {
  const { resources, alerts } = service;
  const { cpuCores: limit } = resources.limits;
  const cores = limit ?? resources.cpuCores;
  return {
    alert: 'CpuSaturated',
    severity: 'warning',
    about: aboutService(service),
    expr:
      `avg_over_time(nines_instance_cpu_cores{service="${service.name}"}[1m])` +
      ` > ${rounded(alerts.cpuRatio * cores)}`,
    for: HOLDS_FOR,
    summary:
      `{{ $labels.instance }} uses ${VALUE.number} cores; the threshold is ${percent(alerts.cpuRatio)} of ` +
      `${cores}, its ${limit === undefined ? 'request' : 'limit'}`,
    description: 'For more than 5 min. It has little left for more traffic, and answers more slowly.',
  };
}

function memorySaturated(service: Service): Alert {
  const { resources, alerts } = service;
  const { memoryBytes: limit } = resources.limits;
  const whole = limit ?? 'scalar(max(node_memory_MemTotal_bytes))';
  return {
    alert: 'MemorySaturated',
    severity: 'warning',
    about: aboutService(service),
    expr: `nines_instance_memory_bytes{service="${service.name}"} / ${whole} > ${alerts.memoryRatio}`,
    for: HOLDS_FOR,
    summary:
      `{{ $labels.instance }} uses ${VALUE.percent} of ${limit === undefined ? 'the machine’s memory' : 'its memory limit'};` +
      ` the threshold is ${percent(alerts.memoryRatio)}`,
    description: 'For more than 5 min. Beyond the end it is killed, by the kernel if by nobody else.',
  };
}

function requestsPilingUp(service: Service): Alert {
  const of = `{service="${service.name}"}`;
  return {
    alert: 'RequestsPilingUp',
    severity: 'warning',
    about: aboutService(service),
    expr:
      `sum(mesh_requests_in_flight${of}) / clamp_min(max(nines_service_replicas_ready${of}), 1)` +
      ` > ${IN_FLIGHT_PER_INSTANCE}`,
    for: '1m',
    summary:
      `Each instance of ${service.name} has ${VALUE.number} requests under way; the threshold is ` +
      String(IN_FLIGHT_PER_INSTANCE),
    description: 'Requests come faster than they are answered: a queue that only grows.',
  };
}

function eventLoopBlocked(service: Service): Alert {
  return {
    alert: 'EventLoopBlocked',
    severity: 'warning',
    about: aboutService(service),
    expr: `nodejs_eventloop_lag_p99_seconds{job="${service.name}"} > ${EVENT_LOOP_LAG}`,
    for: '1m',
    summary: `The event loop of {{ $labels.instance }} lags by ${VALUE.duration}; the threshold is 500 ms`,
    description: 'Something computes for long without giving way; everything else in that process waits.',
  };
}
