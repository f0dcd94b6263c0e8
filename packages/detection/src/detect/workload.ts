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
 * @param orderly - nothing broke: it was stopped as asked
 */
export function settle(workload: Workload, now: Moment, orderly = false): Workload {
  if (workload.desired === 0) return ended(workload, now);
  if (readyCount(workload) > 0) return { ...ended(workload, now), wasReady: true };
  const { down } = workload;
  const since = down?.since ?? (workload.wasReady ? now : workload.wantedSince);
  const dueMs = dueOf(workload, since, orderly);
  if (down !== null) return dueMs < down.dueMs ? { ...workload, down: { ...down, dueMs } } : workload;
  return { ...workload, down: { since, dueMs, fired: null } };
}

function ended(workload: Workload, now: Moment): Workload {
  const { down } = workload;
  if (down === null) return workload;
  const lastOutage = down.fired !== null ? { sinceMs: down.since.ms, end: now } : workload.lastOutage;
  return { ...workload, down: null, lastOutage };
}

function dueOf(workload: Workload, since: Moment, orderly: boolean): Trouble['dueMs'] {
  if (!workload.wasReady) return since.ms + FIRST_START_MS;
  if (isMonitoring(workload.name)) return since.ms + MONITORING_DOWN_AFTER_MS;
  return since.ms + (orderly && workload.rolling ? PLANNED_DOWN_AFTER_MS : DOWN_AFTER_MS);
}
