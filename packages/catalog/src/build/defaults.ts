/** What applies where neither a service nor the file's `defaults` say anything. */
import type { AlertThresholds, Resources, RestartPolicy, StopPolicy, TrafficPolicy } from '../model.ts';

export const DEFAULT_RESOURCES: Resources = { cpuCores: 0.1, memoryBytes: 128 * 2 ** 20, limits: {} };

export const DEFAULT_RESTART: RestartPolicy = { initialMs: 100, capMs: 30_000 };

export const DEFAULT_STOP: StopPolicy = { signal: 'SIGTERM', graceMs: 10_000 };

/** @see Kubernetes documentation, "Configure Liveness, Readiness and Startup Probes": period 10 s, timeout 1 s, 3 */
export const DEFAULT_LIVENESS = { periodMs: 10_000, timeoutMs: 1_000, failureThreshold: 3 };

/** Asked often, because traffic follows it. */
export const DEFAULT_READINESS = { periodMs: 1_000, timeoutMs: 1_000, failureThreshold: 3 };

/** A minute to come up. */
export const DEFAULT_STARTUP = { periodMs: 1_000, timeoutMs: 1_000, failureThreshold: 60 };

export const DEFAULT_ALERTS: AlertThresholds = {
  errorRatio: 0.01,
  latencyMs: 200,
  cpuRatio: 0.9,
  memoryRatio: 0.9,
  baseline: false,
};

export const DEFAULT_TRAFFIC: TrafficPolicy = {
  timeoutMs: 30_000,
  perTryTimeoutMs: 5_000,
  retryBudget: 0.2,
  routes: [],
};

export interface EngineDefaults {
  readonly port: number;
  /** Major versions that can be run, the preferred one first. */
  readonly versions: readonly [number, ...number[]];
  readonly storageBytes: number;
  readonly stop: StopPolicy;
}

/**
 * Per engine.
 *
 * @see PostgreSQL 18 documentation, section 18.5 "Shutting Down the Server": SIGINT is the fast shutdown, SIGTERM waits
 * for clients
 */
export const ENGINE_DEFAULTS: Readonly<Record<'postgres', EngineDefaults>> = {
  postgres: { port: 5_432, versions: [18], storageBytes: 2 ** 30, stop: { signal: 'SIGINT', graceMs: 30_000 } },
};
