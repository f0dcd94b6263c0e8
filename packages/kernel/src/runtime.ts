/** The port to whatever runs a team's services. Every implementation passes one contract suite. */
import type { NinesEvent } from './events.ts';

export type InstanceState = 'pending' | 'starting' | 'ready' | 'unready' | 'draining' | 'stopped' | 'crashed';

export const INSTANCE_STATES = [
  'pending',
  'starting',
  'ready',
  'unready',
  'draining',
  'stopped',
  'crashed',
] as const satisfies readonly InstanceState[];

/** One replica in its slot. Figures that are not known are null, never zero. */
export interface InstanceStatus {
  /** Slot name, `auth-0`: stable across restarts. */
  readonly id: string;
  readonly pid: number | null;
  readonly state: InstanceState;
  /** Revision of the definition that this instance runs. */
  readonly version: string;
  /** The instance's own port; null where it has none. */
  readonly port: number | null;
  /** Starts after the first one since the slot exists, whatever their cause. */
  readonly restarts: number;
  /** ISO 8601 UTC. */
  readonly startedAt: string | null;
  /** When a `crashed` instance is tried again, ISO 8601 UTC. */
  readonly nextTryAt: string | null;
  /** Cores used over the last sampling period. */
  readonly cpuCores: number | null;
  /** Proportional set size of the instance and all its descendants. */
  readonly memoryBytes: number | null;
}

export interface ServiceStatus {
  readonly name: string;
  readonly kind: 'service' | 'engine';
  /** Stable address, without credentials; null where the service has no port. */
  readonly url: string | null;
  readonly desired: number;
  readonly ready: number;
  readonly instances: readonly InstanceStatus[];
}

export type PlatformState = 'starting' | 'ready' | 'degraded' | 'down';

/** What `nines status --json` prints. */
export interface PlatformStatus {
  readonly schemaVersion: 1;
  readonly platform: string;
  readonly state: PlatformState;
  /** The catalog's services, in its order, engines included. */
  readonly services: readonly ServiceStatus[];
  /** Nines' own workloads, in the same shape. */
  readonly system: readonly ServiceStatus[];
}

export interface LogLine {
  /** Slot name. */
  readonly instance: string;
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

export interface LogOptions {
  /** Lines before now, per instance. @defaultValue 100 */
  readonly tail?: number;
  /** Go on with what is written from now on. @defaultValue false */
  readonly follow?: boolean;
  readonly signal: AbortSignal;
}

/** What changed by an `apply`, by service name. */
export interface ApplyReceipt {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  readonly unchanged: readonly string[];
}

/**
 * A runtime of platforms described by `TDesired`.
 *
 * All methods reject with NinesError `RUNTIME_NOT_RUNNING` when nothing answers, `RUNTIME_UNKNOWN_SERVICE` for a name
 * that the platform does not have.
 */
export interface Runtime<TDesired> {
  /** Makes the platform become `desired`; resolves when that is durably accepted, not when it is reached. */
  apply(desired: TDesired): Promise<ApplyReceipt>;
  status(): Promise<PlatformStatus>;
  /** Events after the cursor `since` (all that are kept where undefined), then those to come, until `signal` aborts. */
  observe(since: string | undefined, signal: AbortSignal): AsyncIterable<NinesEvent>;
  /** Replaces every instance of a service, one at a time, ready before the next. */
  restart(service: string): Promise<void>;
  /** Lasts until the next `apply` that changes the service's replicas. */
  scale(service: string, replicas: number): Promise<void>;
  logs(service: string, options: LogOptions): AsyncIterable<LogLine>;
}
