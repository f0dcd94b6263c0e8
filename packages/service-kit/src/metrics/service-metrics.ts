/**
 * Golden signals of one service: latency, traffic, errors, saturation.
 *
 * @see Beyer et al., "Site Reliability Engineering", chapter 6, "The Four Golden Signals"
 */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

import { ResourceUsage } from './resource-usage.ts';

/** Seconds. 0.2 is a border of its own, because the latency objective asks for the share of requests below it. */
export const LATENCY_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2.5, 5, 10];

/** Often enough to see a stuck loop, rarely enough to leave an idle process asleep. */
const EVENT_LOOP_SAMPLING_MS = 100;

/** `probe`: health checks and scrapes, which say nothing about what users see. `declared`: other declared load. */
export type RequestKind = 'user' | 'probe' | 'declared';

/** One request that ended. */
export interface RequestOutcome {
  readonly kind: RequestKind;
  readonly method: string;
  /** The route's pattern, `/api/rankings/:id`: one series for all ids. */
  readonly endpoint: string;
  /** 499 where the caller went away before the answer was complete. */
  readonly status: number;
  readonly seconds: number;
}

/** A registry of its own per service, so that several can live in one test process. */
export class ServiceMetrics {
  readonly registry = new Registry();
  readonly #latency: Histogram<'method' | 'endpoint' | 'status' | 'kind'>;
  readonly #errors: Counter<'method' | 'endpoint'>;
  readonly #requests: Counter<'method' | 'endpoint'>;
  readonly #inFlight: Gauge;

  constructor(service: string, usage: ResourceUsage = new ResourceUsage()) {
    const registers = [this.registry];
    this.registry.setDefaultLabels({ service });
    collectDefaultMetrics({ register: this.registry, eventLoopMonitoringPrecision: EVENT_LOOP_SAMPLING_MS });
    this.#latency = new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Time from the request head to the end of the answer',
      labelNames: ['method', 'endpoint', 'status', 'kind'],
      buckets: LATENCY_BUCKETS,
      registers,
    });
    this.#requests = new Counter({
      name: 'app_requests_total',
      help: "Users' requests; probes, scrapes and declared load are not counted",
      labelNames: ['method', 'endpoint'],
      registers,
    });
    this.#errors = new Counter({
      name: 'app_request_errors_total',
      help: "Users' requests answered with a status of 500 or more",
      labelNames: ['method', 'endpoint'],
      registers,
    });
    this.#inFlight = new Gauge({ name: 'http_requests_in_flight', help: 'Requests being worked on', registers });
    gaugeOf('app_cpu_usage', 'CPU of this process in percent of one core', registers, () => usage.cpuPercent());
    gaugeOf('app_memory_usage', 'Resident memory in percent of what the process may use', registers, () =>
      usage.memoryPercent(),
    );
  }

  requestBegan(): void {
    this.#inFlight.inc();
  }

  requestEnded(outcome: RequestOutcome): void {
    const { kind, method, endpoint, status, seconds } = outcome;
    this.#inFlight.dec();
    this.#latency.observe({ method, endpoint, status, kind }, seconds);
    if (kind !== 'user') return;
    this.#requests.inc({ method, endpoint });
    if (status >= 500) this.#errors.inc({ method, endpoint });
  }
}

function gaugeOf(name: string, help: string, registers: Registry[], read: () => number): Gauge {
  return new Gauge({
    name,
    help,
    registers,
    collect() {
      this.set(read());
    },
  });
}
