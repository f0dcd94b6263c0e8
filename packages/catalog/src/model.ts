/** What should be: a platform as its `nines.yaml` describes it, with every default filled in and every name checked. */

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
}

/** Ports of the doors for outside traffic. The HTTPS door is not opened yet. */
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
  readonly runbook?: string;
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
  /** Ask for HTTPS. */
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
