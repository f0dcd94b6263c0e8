/** A platform in a few words, and a detector that is told of it in virtual time. */
import type { Catalog, Service } from '@nines/catalog';
import type { Alert, InstanceState, NinesEvent, PlatformStatus } from '@nines/kernel';
import { detect, newDetection } from './detect.ts';
import type { DetectionInput, DetectionState, Measurement } from './model.ts';

const EPOCH_MS = Date.parse('2026-01-01T00:00:00Z');

/** Monotonic ms -> ISO 8601 UTC, as long as nobody sets the wall clock. */
export function wall(ms: number): string {
  return new Date(EPOCH_MS + ms).toISOString();
}

/** Services with their dependencies: `{ web: ['db'], db: [] }`. */
export type Shape = Readonly<Record<string, readonly string[]>>;

/** Of a catalog, what detection reads. */
function catalogOf(shape: Shape, replicas: number, hosts: readonly string[]): Catalog {
  const place = { owner: 'team-a', tier: 1, replicas: { min: replicas, max: 9 } } as const;
  const services: readonly Pick<Service, 'name' | 'owner' | 'tier' | 'replicas' | 'ingress'>[] = [
    ...Object.keys(shape).map((name) => ({ name, ...place })),
    ...hosts.map((host) => ({ name: `of-${host}`, ...place, ingress: { host, paths: ['/'], tls: true } })),
  ];
  const edges = Object.entries(shape).flatMap(([from, called]) => called.map((to) => ({ from, to })));
  return {
    name: 'shop',
    services,
    edges,
    monitoring: { runbooks: '/runbooks', dashboards: 'https://grafana.test' },
  } as unknown as Catalog;
}

/** An event as the supervisor spools it. */
function eventAt(ms: number, type: string, subject: string, data: NinesEvent['data'] = {}): NinesEvent {
  return { id: `boot:${ms}`, type, source: 'supervisor', subject, time: wall(ms), data };
}

/** A status in which every service is as listed: one state an instance. */
export function statusOf(
  services: Readonly<Record<string, readonly InstanceState[]>>,
  state: PlatformStatus['state'] = 'degraded',
): PlatformStatus {
  return {
    schemaVersion: 1,
    platform: 'shop',
    state,
    services: Object.entries(services).map(([name, states]) => ({
      name,
      kind: 'service',
      url: null,
      desired: states.length,
      ready: states.filter((each) => each === 'ready').length,
      instances: states.map((each, index) => ({
        id: `${name}-${index}`,
        pid: 1,
        state: each,
        version: 'r1',
        port: 1,
        restarts: 0,
        startedAt: null,
        nextTryAt: null,
        cpuCores: null,
        memoryBytes: null,
      })),
    })),
    system: [],
  };
}

/** Remembers what it was told, and what was wrong at any time. */
export class Watcher {
  state: DetectionState = newDetection();
  alerts: readonly Alert[] = [];

  /** @param hosts - served over TLS */
  constructor(shape: Shape, replicas = 2, hosts: readonly string[] = []) {
    this.#feed({ type: 'catalog', catalog: catalogOf(shape, replicas, hosts) }, 0);
  }

  catalog(ms: number, shape: Shape, hosts: readonly string[]): this {
    return this.#feed({ type: 'catalog', catalog: catalogOf(shape, 2, hosts) }, ms);
  }

  event(ms: number, type: string, subject: string, data: NinesEvent['data'] = {}): this {
    return this.#feed({ type: 'event', event: eventAt(ms, type, subject, data) }, ms);
  }

  crash(ms: number, slot: string, crashesInRow = 1): this {
    return this.event(ms, 'instance.crashed', slot, { reason: 'ended by SIGKILL', crashesInRow });
  }

  ready(ms: number, ...slots: readonly string[]): this {
    for (const slot of slots) this.event(ms, 'instance.ready', slot);
    return this;
  }

  status(ms: number, status: PlatformStatus, askedMs = ms): this {
    return this.#feed({ type: 'status', status, askedMs, at: wall(ms) }, ms);
  }

  measured(ms: number, measurement: Measurement, at = wall(ms)): this {
    return this.#feed({ type: 'measured', measurement, at }, ms);
  }

  tick(ms: number): this {
    return this.#feed({ type: 'tick' }, ms);
  }

  /** What people are told: `ServiceDown auth`, `InstanceCrashLoop auth auth-0`; sorted. */
  get names(): readonly string[] {
    return this.alerts
      .filter(({ labels }) => labels['severity'] !== 'none')
      .map(nameOf)
      .sort();
  }

  /** What only silences others. */
  get silencers(): readonly string[] {
    return this.alerts
      .filter(({ labels }) => labels['severity'] === 'none')
      .map(nameOf)
      .sort();
  }

  #feed(input: DetectionInput, ms: number): this {
    ({ state: this.state, alerts: this.alerts } = detect(this.state, input, ms));
    return this;
  }
}

/** The labels by which people would call an alert. */
function nameOf({ labels }: Alert): string {
  const words = [labels['alertname'], labels['service'], labels['instance'], labels['dependency'], labels['path']];
  return words.filter((word) => word !== undefined).join(' ');
}
