/** What a workload becomes by what is seen of it. */
import { DOWN_AFTER_MS, FIRST_START_MS, MONITORING_DOWN_AFTER_MS, PLANNED_DOWN_AFTER_MS } from './timing.ts';
import { isMonitoring } from './topology.ts';
import type { Instance, Moment, Trouble, Workload } from './model.ts';

/** A workload that nobody has heard of before. */
export function newWorkload(name: string, desired: number, now: Moment): Workload {
  return {
    name,
    desired,
    wantedSince: now,
    idleSince: desired === 0 ? now : null,
    wasReady: false,
    rolling: false,
    down: null,
    lastOutage: null,
    troubledMs: -Infinity,
    lastEnding: null,
    instances: new Map(),
    heardMs: -Infinity,
  };
}

/** A slot that nobody has heard of before. */
export function newInstance(slot: string): Instance {
  return { slot, ready: false, revision: null, row: null, probing: null };
}

/** `auth-0` -> `auth` */
export function workloadOfSlot(slot: string): string {
  return slot.replace(/-\d+$/, '');
}

/** How many instances are ready. */
function readyCount({ instances }: Workload): number {
  return [...instances.values()].filter(({ ready }) => ready).length;
}

/** Puts an instance into its place. */
export function withInstance(workload: Workload, instance: Instance): Workload {
  return { ...workload, instances: new Map(workload.instances).set(instance.slot, instance) };
}

/** Another number of replicas is wanted. Coming from none is a first start like any other. */
export function withDesired(workload: Workload, desired: number, now: Moment): Workload {
  if (desired === 0) return { ...workload, desired, idleSince: workload.idleSince ?? now };
  if (workload.desired > 0) return { ...workload, desired };
  return { ...workload, desired, idleSince: null, wasReady: false, wantedSince: now, down: null };
}

/**
 * Begins or ends the time without a ready instance, once everything else about the workload is up to date.
 *
 * @param planned - it is on its way to something new, and nothing broke
 */
export function settle(workload: Workload, now: Moment, planned: boolean): Workload {
  if (workload.desired === 0) return ended(workload, now);
  if (readyCount(workload) > 0) return { ...ended(workload, now), wasReady: true };
  if (workload.down !== null) return workload;
  const since = workload.wasReady ? now : workload.wantedSince;
  return { ...workload, down: { since, dueMs: dueOf(workload, since, planned), fired: null } };
}

/** Something broke: from now on nothing about it is planned. */
export function broken(workload: Workload): Workload {
  const { down } = workload;
  if (down === null) return { ...workload, rolling: false };
  const dueMs = Math.min(down.dueMs, dueOf(workload, down.since, false));
  return { ...workload, rolling: false, down: { ...down, dueMs } };
}

function ended(workload: Workload, now: Moment): Workload {
  const { down } = workload;
  if (down === null) return workload;
  const lastOutage = down.fired !== null ? { sinceMs: down.since.ms, end: now } : workload.lastOutage;
  return { ...workload, down: null, lastOutage };
}

function dueOf(workload: Workload, since: Moment, planned: boolean): Trouble['dueMs'] {
  if (!workload.wasReady) return since.ms + FIRST_START_MS;
  if (isMonitoring(workload.name)) return since.ms + MONITORING_DOWN_AFTER_MS;
  return since.ms + (planned ? PLANNED_DOWN_AFTER_MS : DOWN_AFTER_MS);
}
