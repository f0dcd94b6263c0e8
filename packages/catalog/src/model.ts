/** What should be: a platform as its `nines.yaml` describes it, with every default filled in and every name checked. */
import type { Incidents } from './model-incidents.ts';
import type { Notify } from './model-notify.ts';
import type { CreditRule, Objectives, ServiceObjective } from './model-objectives.ts';

/** JSON-serialisable, so that it can be handed to a supervisor and kept by it. Services are in file order. */
export interface Catalog {
  /** `metadata.name`: a DNS label. */
  readonly name: string;
  /** Absolute path of the file it was read from. */
  readonly file: string;
  /** Absolute directory of `file`; what relative paths in it start from. */
  readonly directory: string;
  readonly ingress: IngressPorts;
  readonly services: readonly Service[];
  /** Who may call whom: the union of `dependsOn`, `network`, `ingress` and `${services.…}`; each pair once. */
  readonly edges: readonly Edge[];
  readonly secrets: readonly SecretDeclaration[];
  readonly monitoring: Monitoring;
  readonly notify: Notify;
  readonly incidents: Incidents;
  readonly objectives: Objectives;
  /** What customers are owed for broken promises. */
  readonly sla: readonly CreditRule[];
}

/** Ports of the doors for outside traffic. The HTTPS door is open where a service asks for TLS. */
export interface IngressPorts {
  readonly httpPort: number;
  readonly httpsPort: number;
}

/** One consumer calling one dependency. `from` is a service name or the ingress. */
export interface Edge {
  readonly from: string;
  readonly to: string;
}

/** The consumer name that stands for outside traffic; no service may have it. */
export const INGRESS = 'ingress';

/** The consumer name of callers of a stable port, who cannot be told apart; no service may have it. */
export const UNKNOWN_CONSUMER = 'unknown';

/** Secrets that Nines makes itself; a service may list them without a declaration. */
export const BUILT_IN_SECRETS = ['NINES_LOAD_KEY', 'NINES_FAULT_TOKEN'] as const;

/** What the names of Nines' own workloads begin with, but for the mesh. */
export const SYSTEM_PREFIX = 'nines-';

export type Protocol = 'http' | 'tcp';

export interface Service {
  /** A DNS label, unique. */
  readonly name: string;
  readonly kind: 'service' | 'engine';
  readonly owner?: string;
  /** Service rank: 1 pages at once, 3 opens a ticket. */
  readonly tier: 1 | 2 | 3;
  /** How an instance is started; undefined for engines. */
  readonly run?: RunSpec;
  /** What Nines runs by itself; undefined for services. */
  readonly engine?: EngineSpec;
  /** What travels on the port. `tcp` for engines. */
  readonly protocol: Protocol;
  /** Stable address, the mesh listens there. Undefined for a service that listens nowhere. */
  readonly port?: number;
  /** Where instances listen: a port handed to them in `PORT` and `${port}`, or one that is in their code. */
  readonly listens: { readonly kind: 'assigned' } | { readonly kind: 'fixed'; readonly port: number };
  readonly ingress?: IngressRule;
  readonly dependsOn: readonly string[];
  /** Values may hold references; see `interpolate`. */
  readonly env: Readonly<Record<string, string>>;
  /** Names of declared secrets; each becomes an environment variable of that name. */
  readonly secrets: readonly string[];
  readonly health: Health;
  /** Path of Prometheus metrics on the instance port. */
  readonly metrics?: string;
  readonly replicas: Replicas;
  readonly resources: Resources;
  readonly restart: RestartPolicy;
  readonly stop: StopPolicy;
  readonly alerts: AlertThresholds;
  readonly traffic: TrafficPolicy;
  readonly runbook?: string;
  /** How good it is to be. */
  readonly slos: readonly ServiceObjective[];
}

/** From where on a golden signal of a service is worth a ticket. */
export interface AlertThresholds {
  /** Users' requests, per second; probes, scrapes, drills and declared load are not counted. Undefined: never. */
  readonly requestRatePerSecond?: number;
  /** Share of answers with a status of 500 or more, 0-1. @defaultValue 0.01 */
  readonly errorRatio: number;
  /** 95 of 100 requests are faster. @defaultValue 200 */
  readonly latencyMs: number;
  /** Share of the CPU limit, or of what is asked for where there is no limit, 0-1. @defaultValue 0.9 */
  readonly cpuRatio: number;
  /** Share of the memory limit, or of the machine's where there is no limit, 0-1. @defaultValue 0.9 */
  readonly memoryRatio: number;
  /** Whether traffic that differs from the same hour's of other days is told. @defaultValue false */
  readonly baseline: boolean;
}

/** How the mesh carries requests to a service. */
export interface TrafficPolicy {
  /** From the end of the request to the head of its answer, all tries together, ms. @defaultValue 30_000 */
  readonly timeoutMs: number;
  /** A try without progress for this long gives way to another one, ms. @defaultValue 5_000 */
  readonly perTryTimeoutMs: number;
  /** Second tries as a share of requests, 0-1. @defaultValue 0.2 */
  readonly retryBudget: number;
  /** Other times for some paths; the longest prefix that fits holds. */
  readonly routes: readonly RoutePolicy[];
}

export interface RoutePolicy {
  /** Path prefix at segment borders. */
  readonly path: string;
  readonly timeoutMs: number;
  readonly perTryTimeoutMs: number;
}

/** Prometheus, Alertmanager, exporters, and the server that watches over them. */
export interface Monitoring {
  /** @defaultValue true */
  readonly enabled: boolean;
  /** Ports that people find them at; where undefined Nines finds a free one. */
  readonly ports: { readonly server?: number; readonly prometheus?: number; readonly alertmanager?: number };
  /** Between two scrapes, ms. The mesh is asked every second. @defaultValue 5_000 */
  readonly scrapeIntervalMs: number;
  /** What Prometheus keeps: whichever is reached first. @defaultValue 15 days, 1 GiB */
  readonly retention: { readonly timeMs: number; readonly sizeBytes: number };
  /**
   * What links to runbooks begin with: a URL, or an absolute folder.
   *
   * @defaultValue `runbooks` beside the file where it is, else those that come with Nines
   */
  readonly runbooks: string;
  /** URL of the Grafana that links to dashboards lead to, without a slash at its end. Undefined: they are paths. */
  readonly dashboards?: string;
  readonly mute: readonly MuteTime[];
}

export const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

export type Weekday = (typeof WEEKDAYS)[number];

/** A time of the week at which some alerts tell nobody. */
export interface MuteTime {
  readonly name: string;
  /** Of the IANA database, `Europe/Berlin`. @defaultValue `UTC` */
  readonly timezone: string;
  /** Days on which it begins. */
  readonly days: readonly Weekday[];
  /** `HH:MM`. */
  readonly from: string;
  /** `HH:MM`, at most `24:00`; before `from`: on the next day. */
  readonly to: string;
  /** Never `critical`: what pages is not muted by the clock. */
  readonly severities: readonly ('warning' | 'info')[];
  /** Only alerts of these owners; undefined: of all. */
  readonly owners?: readonly string[];
}

export interface RunSpec {
  /** As written; may hold references. */
  readonly command: string;
  /** `command` goes to `/bin/sh -c` instead of being split into words. */
  readonly shell: boolean;
  /** Absolute. */
  readonly cwd: string;
}

export interface EngineSpec {
  readonly name: 'postgres';
  /** Major version. */
  readonly version: number;
  /** Asked-for storage, bytes; a request, not a limit. */
  readonly storageBytes: number;
}

export interface IngressRule {
  /** Lower-case host name without port. */
  readonly host: string;
  /** Path prefixes at segment borders; `['/']` for everything. */
  readonly paths: readonly string[];
  /** Reached by HTTPS; plain HTTP is redirected there. */
  readonly tls: boolean;
}

export interface Replicas {
  readonly min: number;
  readonly max: number;
}

/** Requests guide placement and capacity; limits are enforced where the machine permits. */
export interface Resources {
  /** Cores. */
  readonly cpuCores: number;
  readonly memoryBytes: number;
  readonly limits: { readonly cpuCores?: number; readonly memoryBytes?: number };
}

export interface Health {
  /** Until it succeeds once the other two are not asked. Defaults to the readiness probe. */
  readonly startup?: Probe;
  readonly liveness?: Probe;
  readonly readiness?: Probe;
}

export type ProbeTarget =
  | { readonly kind: 'http'; readonly path: string }
  | { readonly kind: 'tcp' }
  | { readonly kind: 'exec'; readonly command: string };

export interface Probe {
  readonly target: ProbeTarget;
  readonly periodMs: number;
  readonly timeoutMs: number;
  /** Misses in a row that count as failed. */
  readonly failureThreshold: number;
}

export interface RestartPolicy {
  /** Upper bound of the first backoff, ms. @defaultValue 100 */
  readonly initialMs: number;
  /** Upper bound of every backoff, ms. @defaultValue 30_000 */
  readonly capMs: number;
}

export interface StopPolicy {
  /** @defaultValue 'SIGTERM' (PostgreSQL: 'SIGINT') */
  readonly signal: StopSignal;
  /** Time between the stop signal and SIGKILL, ms. @defaultValue 10_000 */
  readonly graceMs: number;
}

export type StopSignal = 'SIGTERM' | 'SIGINT' | 'SIGQUIT' | 'SIGHUP' | 'SIGUSR1' | 'SIGUSR2';

/** Where the value of a secret comes from. Values are never part of the catalog. */
export interface SecretDeclaration {
  readonly name: string;
  readonly source:
    | { readonly kind: 'generated'; readonly bytes: number }
    | { readonly kind: 'env'; readonly variable: string }
    | { readonly kind: 'file'; readonly path: string };
}
