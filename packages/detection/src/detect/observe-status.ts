/** What a status changes in what is known: it knows how things are, events know since when. */
import type { InstanceStatus, PlatformStatus, ServiceStatus } from '@nines/kernel';
import type { DetectionState, Instance, Moment, Workload } from './model.ts';
import { PROBE_FAILING_AFTER_MS } from './timing.ts';
import { newInstance, newWorkload, settle, withDesired } from './workload.ts';

/** A run of this length ends a row of crashes. @see runtime-process, `core/backoff.ts`: `STEADY_RUN_MS` */
const STEADY_RUN_MS = 10_000;

/** Takes in how things were at some time after `askedMs`. */
export function observeStatus(
  state: DetectionState,
  status: PlatformStatus,
  { askedMs, at }: { readonly askedMs: number; readonly at: string },
): DetectionState {
  const now = { ms: state.nowMs, at };
  const seen = [...status.services, ...status.system];
  const workloads = new Map<string, Workload>();
  for (const service of seen) {
    const before = state.workloads.get(service.name);
    const isNews = before === undefined || before.heardMs < askedMs;
    workloads.set(service.name, isNews ? observeService(before, service, status, now) : before);
  }
  for (const [name, workload] of state.workloads) {
    if (!workloads.has(name) && workload.heardMs >= askedMs) workloads.set(name, workload);
  }
  return { ...state, workloads };
}

function observeService(
  before: Workload | undefined,
  service: ServiceStatus,
  { state }: PlatformStatus,
  now: Moment,
): Workload {
  // One that was never heard of may be starting for the first time only while the whole platform is.
  const known = before ?? { ...newWorkload(service.name, service.desired, now), wasReady: state !== 'starting' };
  const instances = new Map(
    service.instances.map((instance) => [
      instance.id,
      observeInstance(known.instances.get(instance.id), instance, now),
    ]),
  );
  const wanted = service.desired === known.desired ? known : withDesired(known, service.desired, now);
  return settle({ ...wanted, instances }, now, isPlanned(known, service));
}

/** Also where the status is ahead of the events: one that is draining was asked to go. */
function isPlanned({ rolling }: Workload, { instances }: ServiceStatus): boolean {
  if (instances.some(({ state }) => state === 'crashed' || state === 'unready')) return false;
  return rolling || instances.some(({ state }) => state === 'draining');
}

function observeInstance(before: Instance | undefined, status: InstanceStatus, now: Moment): Instance {
  const instance = before ?? newInstance(status.id);
  const ready = status.state === 'ready';
  const steady =
    ready && status.startedAt !== null && Date.parse(now.at) - Date.parse(status.startedAt) > STEADY_RUN_MS;
  return {
    ...instance,
    ready,
    revision: status.version,
    row: steady ? null : instance.row,
    probing: probingOf(instance, status, steady, now),
  };
}

function probingOf(
  { probing }: Instance,
  { state }: InstanceStatus,
  steady: boolean,
  now: Moment,
): Instance['probing'] {
  if (steady) return null;
  if (probing?.killed === true) return probing;
  if (state !== 'unready') return null;
  const reason = 'its readiness probe fails';
  return probing ?? { since: now, dueMs: now.ms + PROBE_FAILING_AFTER_MS, fired: null, reason, killed: false };
}
