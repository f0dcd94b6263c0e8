/** What the server tells Prometheus: of itself, and of every instance, also of foreign services. */
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import type { Catalog } from '@nines/catalog';
import { tlsHosts } from '@nines/detection';
import type { Alert, PlatformStatus, ServiceStatus } from '@nines/kernel';
import { PART_NAMES } from '../configuration/rendered-parts.ts';
import type { PartName } from '../configuration/rendered-parts.ts';

/** Answers of the moment, asked for at each scrape. */
export interface ServerFigures {
  /** Undefined where nobody knows. */
  readonly eventLogSequence: () => Promise<number | undefined>;
  readonly spoolLagSeconds: () => number;
}

type Instance = 'service' | 'instance';

export class ServerMetrics {
  readonly registry = new Registry();
  readonly #cpu: Gauge<Instance>;
  readonly #memory: Gauge<Instance>;
  readonly #ready: Gauge<Instance>;
  readonly #restarts: Gauge<Instance>;
  readonly #desired: Gauge<'service'>;
  readonly #replicasReady: Gauge<'service'>;
  readonly #info: Gauge<'service' | 'owner' | 'tier'>;
  readonly #alerts: Gauge<'alertname' | 'severity'>;
  readonly #posts: Counter<'result'>;
  readonly #changes: Counter<'part' | 'result'>;
  readonly #refused: Gauge<'part'>;
  readonly #certificates: Gauge<'host'>;
  /** Of the catalog. */
  #hosts: readonly string[] = [];

  constructor(figures: ServerFigures) {
    const registers = [this.registry];
    const instance = { labelNames: ['service', 'instance'] as const, registers };
    const service = { labelNames: ['service'] as const, registers };
    collectDefaultMetrics({ register: this.registry, eventLoopMonitoringPrecision: 100 });
    this.#cpu = new Gauge({ name: 'nines_instance_cpu_cores', help: 'Cores used', ...instance });
    this.#memory = new Gauge({ name: 'nines_instance_memory_bytes', help: 'Proportional set size', ...instance });
    this.#ready = new Gauge({ name: 'nines_instance_ready', help: '1 where it may get requests', ...instance });
    this.#restarts = new Gauge({
      name: 'nines_instance_restarts_total',
      help: 'Starts after the first one, whatever their cause',
      ...instance,
    });
    this.#desired = new Gauge({ name: 'nines_service_replicas_desired', help: 'Replicas wanted', ...service });
    this.#replicasReady = new Gauge({ name: 'nines_service_replicas_ready', help: 'Replicas ready', ...service });
    this.#info = new Gauge({
      name: 'nines_service_info',
      help: 'Always 1; its labels say whose service it is',
      labelNames: ['service', 'owner', 'tier'],
      registers,
    });
    this.#alerts = new Gauge({
      name: 'nines_alerts_active',
      help: 'Alerts of the direct detectors',
      labelNames: ['alertname', 'severity'],
      registers,
    });
    this.#posts = new Counter({
      name: 'nines_alertmanager_posts_total',
      help: 'Posts of alerts to Alertmanager',
      labelNames: ['result'],
      registers,
    });
    for (const result of ['ok', 'failed']) this.#posts.inc({ result }, 0);
    this.#changes = new Counter({
      name: 'nines_configuration_changes_total',
      help: 'Changed configurations of monitoring, applied or refused',
      labelNames: ['part', 'result'],
      registers,
    });
    this.#refused = new Gauge({
      name: 'nines_configuration_refused',
      help: '1 where the configuration that should be in effect was refused, and another one is',
      labelNames: ['part'],
      registers,
    });
    for (const part of PART_NAMES) {
      for (const result of ['applied', 'refused']) this.#changes.inc({ part, result }, 0);
      this.#refused.set({ part }, 0);
    }
    this.#certificates = new Gauge({
      name: 'nines_certificate_expiry_timestamp_seconds',
      help: 'When the certificate that a host is served with ends',
      labelNames: ['host'],
      registers,
    });
    this.#addFigures(figures);
  }

  platform({ services, system }: PlatformStatus): void {
    const all = [...services, ...system];
    for (const gauge of [this.#cpu, this.#memory, this.#ready, this.#restarts, this.#desired, this.#replicasReady]) {
      gauge.reset();
    }
    for (const each of all) this.#service(each);
  }

  catalog({ services }: Pick<Catalog, 'services'>): void {
    this.#info.reset();
    for (const { name, owner = 'none', tier } of services) this.#info.set({ service: name, owner, tier }, 1);
    const hosts = tlsHosts({ services });
    for (const host of this.#hosts) if (!hosts.includes(host)) this.#certificates.remove({ host });
    this.#hosts = hosts;
  }

  alerts(active: readonly Alert[]): void {
    this.#alerts.reset();
    for (const { labels } of active) {
      this.#alerts.inc({ alertname: labels['alertname'] ?? '', severity: labels['severity'] ?? '' });
    }
  }

  posted(result: 'ok' | 'failed'): void {
    this.#posts.inc({ result });
  }

  configured(part: PartName, result: 'applied' | 'refused'): void {
    this.#changes.inc({ part, result });
    this.#refused.set({ part }, result === 'refused' ? 1 : 0);
  }

  certificate(host: string, expiresAtMs: number): void {
    this.#certificates.set({ host }, expiresAtMs / 1_000);
  }

  /** Figures that are not known have no series: 0 would be a claim. */
  #service({ name, desired, ready, instances }: ServiceStatus): void {
    this.#desired.set({ service: name }, desired);
    this.#replicasReady.set({ service: name }, ready);
    for (const { id, cpuCores, memoryBytes, state, restarts } of instances) {
      const labels = { service: name, instance: id };
      if (cpuCores !== null) this.#cpu.set(labels, cpuCores);
      if (memoryBytes !== null) this.#memory.set(labels, memoryBytes);
      this.#ready.set(labels, state === 'ready' ? 1 : 0);
      this.#restarts.set(labels, restarts);
    }
  }

  #addFigures({ eventLogSequence, spoolLagSeconds }: ServerFigures): void {
    const registers = [this.registry];
    new Gauge({
      name: 'nines_event_log_sequence',
      help: 'Sequence of the newest recorded event',
      registers,
      async collect() {
        const sequence = await eventLogSequence();
        if (sequence !== undefined) this.set(sequence);
      },
    });
    new Gauge({
      name: 'nines_spool_lag_seconds',
      help: 'Age of the oldest event that is not recorded yet, 0 when there is none',
      registers,
      collect() {
        this.set(spoolLagSeconds());
      },
    });
  }
}
