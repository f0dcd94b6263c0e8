/**
 * A service's own word goes before the file's `defaults`, those before the built-in ones. A contradiction between the
 * layers is not the author's fault: what was said closer to the service holds and the other gives way.
 */
import type { AlertThresholds, Replicas, Resources, RestartPolicy, StopPolicy, TrafficPolicy } from '../model.ts';
import type { PlatformInput } from '../schema/platform-schema.ts';
import type { ReplicasInput, ResourcesInput, ServiceInput } from '../schema/service-schema.ts';
import { DEFAULT_ALERTS, DEFAULT_RESOURCES, DEFAULT_RESTART, DEFAULT_TRAFFIC } from './defaults.ts';

type Defaults = PlatformInput['defaults'];

export function mergeReplicas(own: ReplicasInput | undefined, defaults: ReplicasInput | undefined): Replicas {
  const inner = bounds(own);
  const outer = bounds(defaults);
  const fallback = { min: outer.min ?? Math.min(1, outer.max ?? 1), max: outer.max ?? Math.max(1, outer.min ?? 1) };
  const min = inner.min ?? Math.min(fallback.min, inner.max ?? fallback.min);
  return { min, max: inner.max ?? Math.max(fallback.max, min) };
}

function bounds(replicas: ReplicasInput | undefined): { min?: number | undefined; max?: number | undefined } {
  return typeof replicas === 'number' ? { min: replicas, max: replicas } : (replicas ?? {});
}

export function mergeResources(own: ResourcesInput | undefined, defaults: ResourcesInput | undefined): Resources {
  const limits = {
    cpu: own?.limits?.cpu ?? raised(defaults?.limits?.cpu, own?.cpu),
    memory: own?.limits?.memory ?? raised(defaults?.limits?.memory, own?.memory),
  };
  return {
    cpuCores: own?.cpu ?? lowered(defaults?.cpu ?? DEFAULT_RESOURCES.cpuCores, limits.cpu),
    memoryBytes: own?.memory ?? lowered(defaults?.memory ?? DEFAULT_RESOURCES.memoryBytes, limits.memory),
    limits: {
      ...(limits.cpu !== undefined && { cpuCores: limits.cpu }),
      ...(limits.memory !== undefined && { memoryBytes: limits.memory }),
    },
  };
}

function raised(limit: number | undefined, request: number | undefined): number | undefined {
  return limit === undefined ? undefined : Math.max(limit, request ?? 0);
}

function lowered(request: number, limit: number | undefined): number {
  return Math.min(request, limit ?? request);
}

export function mergeRestart(own: ServiceInput['restart'], defaults: Defaults['restart']): RestartPolicy {
  const initialMs = own?.initial ?? defaults?.initial;
  const capMs = own?.cap ?? Math.max(defaults?.cap ?? DEFAULT_RESTART.capMs, initialMs ?? 0);
  return { initialMs: initialMs ?? Math.min(DEFAULT_RESTART.initialMs, capMs), capMs };
}

export function mergeStop(own: ServiceInput['stop'], defaults: Defaults['stop'], builtIn: StopPolicy): StopPolicy {
  return {
    signal: own?.signal ?? defaults?.signal ?? builtIn.signal,
    graceMs: own?.grace ?? defaults?.grace ?? builtIn.graceMs,
  };
}

export function mergeAlerts(own: ServiceInput['alerts'], defaults: Defaults['alerts']): AlertThresholds {
  const requestRatePerSecond = own?.requestRate ?? defaults?.requestRate;
  return {
    ...(requestRatePerSecond !== undefined && { requestRatePerSecond }),
    errorRatio: own?.errors ?? defaults?.errors ?? DEFAULT_ALERTS.errorRatio,
    latencyMs: own?.latency ?? defaults?.latency ?? DEFAULT_ALERTS.latencyMs,
    cpuRatio: own?.cpu ?? defaults?.cpu ?? DEFAULT_ALERTS.cpuRatio,
    memoryRatio: own?.memory ?? defaults?.memory ?? DEFAULT_ALERTS.memoryRatio,
    baseline: own?.baseline ?? defaults?.baseline ?? DEFAULT_ALERTS.baseline,
  };
}

/** One try never outlasts all of them together. */
export function mergeTraffic(own: ServiceInput['traffic'], defaults: Defaults['traffic']): TrafficPolicy {
  const timeoutMs = own?.timeout ?? defaults?.timeout ?? DEFAULT_TRAFFIC.timeoutMs;
  const perTryTimeoutMs = Math.min(
    own?.perTryTimeout ?? defaults?.perTryTimeout ?? DEFAULT_TRAFFIC.perTryTimeoutMs,
    timeoutMs,
  );
  const routes = (own?.routes ?? defaults?.routes ?? []).map((route) => {
    const limitMs = route.timeout ?? timeoutMs;
    return {
      path: route.path,
      timeoutMs: limitMs,
      perTryTimeoutMs: Math.min(route.perTryTimeout ?? perTryTimeoutMs, limitMs),
    };
  });
  const retryBudget = own?.retryBudget ?? defaults?.retryBudget ?? DEFAULT_TRAFFIC.retryBudget;
  return { timeoutMs, perTryTimeoutMs, retryBudget, routes };
}
