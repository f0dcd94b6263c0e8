/**
 * From a catalog to workloads: what the core has to know of each service, and the template its instances are launched
 * from. Pure: ports, secrets and revisions are looked up through `PlanContext`.
 */
import type { Catalog, Probe, Service } from '@nines/catalog';
import type { ProbeKind, ProbeRule, WorkloadSpec } from '../core/model.ts';
import type { EngineWorkload } from '../engines/postgres.ts';
import type { Limits } from '../limits/control-groups.ts';

/** A workload and how its instances come to life. */
export interface PlannedWorkload {
  readonly spec: WorkloadSpec;
  readonly kind: 'service' | 'engine';
  /** One of Nines' own. */
  readonly system: boolean;
  /** Replicas by the catalog; `spec.replicas` may be what people asked for instead. */
  readonly minReplicas: number;
  /** Most replicas that `scale` may ask for. */
  readonly maxReplicas: number;
  /** Stable address without credentials, as `status` shows it. */
  readonly url: string | null;
  readonly launch: LaunchTemplate;
  readonly probes: Readonly<Partial<Record<ProbeKind, Probe>>>;
  /** Knows how to ask an engine, whose port is open before it can be used. */
  readonly engine?: Pick<EngineWorkload, 'probe'>;
}

/** What tells instances of one workload apart. */
export interface InstancePlace {
  /** `auth-0` */
  readonly slot: string;
  /** Where it is to listen; null where the workload listens nowhere. */
  readonly port: number | null;
}

/** A program with its words, program first, and its environment. */
export interface Program {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** What an instance is launched from. */
export interface LaunchTemplate {
  /** All references filled in; the result holds secrets. */
  program(place: InstancePlace): Program;
  readonly cwd: string;
  readonly listens:
    { readonly kind: 'assigned' } | { readonly kind: 'fixed'; readonly port: number } | { readonly kind: 'none' };
  readonly stopSignal: NodeJS.Signals;
  /** Other than the supervisor's own. */
  readonly user?: { readonly uid: number; readonly gid: number };
  readonly limits: Limits;
}

export interface PlanContext {
  template(service: Service): LaunchTemplate;
  engine(service: Service): EngineWorkload | undefined;
  /** A short keyed hash: equal for equal content, telling nothing about it. */
  revision(content: unknown): string;
}

/** Where everything listens. */
export const LOOPBACK = '127.0.0.1';

/** Longest wait for requests under way when an instance is taken out, ms. */
const DRAIN_TIMEOUT_MS = 10_000;

/** One planned workload for each service of the catalog, in its order. */
export function planWorkloads(catalog: Catalog, context: PlanContext): readonly PlannedWorkload[] {
  return catalog.services.map((service) => planService(service, context));
}

function planService(service: Service, context: PlanContext): PlannedWorkload {
  const launch = context.template(service);
  const engine = context.engine(service);
  const probes = probesOf(service);
  const behaviour = { restart: service.restart, graceMs: service.stop.graceMs };
  return {
    spec: {
      ...behaviour,
      name: service.name,
      revision: context.revision({ ...launchContent(launch), probes, behaviour }),
      replicas: service.replicas.min,
      dependsOn: service.dependsOn,
      probes: probeRules(probes),
      drainTimeoutMs: service.port === undefined ? 0 : DRAIN_TIMEOUT_MS,
      exclusive: service.kind === 'engine' || launch.listens.kind === 'fixed',
    },
    kind: service.kind,
    system: false,
    minReplicas: service.replicas.min,
    maxReplicas: service.replicas.max,
    url: service.port === undefined ? null : addressOf(service, service.port),
    launch,
    probes,
    ...(engine && { engine }),
  };
}

/** A place that no instance has: what is left differs between workloads, never between instances of one. */
const NOWHERE: InstancePlace = { slot: '${slot}', port: null };

/** What of a template makes an instance what it is. */
export function launchContent(launch: LaunchTemplate): Readonly<Record<string, unknown>> {
  const { cwd, listens, stopSignal, user, limits } = launch;
  return { program: launch.program(NOWHERE), cwd, listens, stopSignal, user, limits };
}

function probesOf(service: Service): PlannedWorkload['probes'] {
  const { startup, liveness, readiness } = service.health;
  return {
    ...(startup === undefined ? {} : { startup }),
    ...(liveness === undefined ? {} : { liveness }),
    ...(readiness === undefined ? {} : { readiness }),
  };
}

/** The part of each probe that the core decides by. */
export function probeRules(probes: PlannedWorkload['probes']): WorkloadSpec['probes'] {
  const rules: Partial<Record<ProbeKind, ProbeRule>> = {};
  for (const [kind, probe] of Object.entries(probes) as [ProbeKind, Probe][]) {
    const { periodMs, timeoutMs, failureThreshold } = probe;
    rules[kind] = { periodMs, timeoutMs, failureThreshold };
  }
  return rules;
}

/** Without credentials: `http://127.0.0.1:8080`; the scheme of an engine is its own. */
export function addressOf({ engine, protocol }: Service, port: number): string {
  return `${engine?.name ?? protocol}://${LOOPBACK}:${port}`;
}
