/** From what the supervisor knows to what `status` prints. Pure. */
import type { InstanceStatus, PlatformState, PlatformStatus, ServiceStatus } from '@nines/kernel';
import type { SlotView } from '../core/model.ts';
import type { PlannedWorkload } from './plan.ts';

/** What the adapters know of a slot's process. */
export interface InstanceFacts {
  readonly pid: number | null;
  readonly port: number | null;
  readonly cpuCores: number | null;
  readonly memoryBytes: number | null;
}

export interface StatusSource {
  readonly platform: string;
  readonly workloads: readonly PlannedWorkload[];
  readonly views: readonly SlotView[];
  /** Replicas that are wanted now: the catalog's, or what `scale` asked for. */
  desired(workload: string): number;
  facts(view: SlotView): InstanceFacts;
  /** Monotonic ms -> ISO 8601 UTC. */
  wallTime(monotonicMs: number): string;
  /** Whether everything was ready at least once since the platform was brought up. */
  readonly wasReady: boolean;
  /** Something besides the instances is wrong: an address is not open. */
  readonly troubled: boolean;
}

export function platformStatus(source: StatusSource): PlatformStatus {
  const all = source.workloads.map((workload) => ({
    system: workload.system,
    status: serviceStatus(workload, source),
  }));
  const services = all.filter(({ system }) => !system).map(({ status }) => status);
  const system = all.filter((workload) => workload.system).map(({ status }) => status);
  const state = platformState([...services, ...system], source);
  return { schemaVersion: 1, platform: source.platform, state, services, system };
}

/** Every service has the replicas that it should have, ready. */
function allReady(services: readonly ServiceStatus[]): boolean {
  return services.every(({ ready, desired }) => ready >= desired);
}

function platformState(
  services: readonly ServiceStatus[],
  { troubled, wasReady }: Pick<StatusSource, 'troubled' | 'wasReady'>,
): PlatformState {
  if (services.length === 0) return 'down';
  if (allReady(services) && !troubled) return 'ready';
  return wasReady ? 'degraded' : 'starting';
}

function serviceStatus(workload: PlannedWorkload, source: StatusSource): ServiceStatus {
  const { name } = workload.spec;
  const views = source.views.filter((view) => view.workload === name);
  return {
    name,
    kind: workload.kind,
    url: workload.url,
    desired: source.desired(name),
    ready: views.filter(({ serving }) => serving).length,
    instances: views.map((view) => instanceStatus(view, source)),
  };
}

function instanceStatus(view: SlotView, source: StatusSource): InstanceStatus {
  const { pid, port, cpuCores, memoryBytes } = source.facts(view);
  return {
    id: view.slot,
    pid,
    state: view.state,
    version: view.revision,
    port,
    restarts: view.restarts,
    startedAt: view.startedAt === null ? null : source.wallTime(view.startedAt),
    nextTryAt: view.retryAt === null ? null : source.wallTime(view.retryAt),
    cpuCores,
    memoryBytes,
  };
}
