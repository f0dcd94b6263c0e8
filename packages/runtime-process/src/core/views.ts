/** What status, the mesh and the prober see of supervision. */
import type { InstanceState } from '@nines/kernel';
import type { SlotView } from './model.ts';
import { probesToRun } from './probing.ts';
import { isReady, wantedReplicas } from './state.ts';
import type { Phase, ReadonlySlot, ReadonlyWorkload, Supervision } from './state.ts';

/** A view of every slot, by workload in the order of the catalog, then by index. */
export function views(state: Supervision): SlotView[] {
  return [...state.workloads.values()].flatMap((workload) => workload.slots.map((slot) => toView(workload, slot)));
}

/** A view of one slot; undefined where there is none of that name. */
export function viewOf(state: Supervision, slot: string): SlotView | undefined {
  for (const workload of state.workloads.values()) {
    const found = workload.slots.find(({ name }) => name === slot);
    if (found !== undefined) return toView(workload, found);
  }
  return undefined;
}

/** Replicas that are wanted of a workload; null where there is no such workload, or it is being removed. */
export function desiredReplicas(state: Supervision, workload: string): number | null {
  const known = state.workloads.get(workload);
  return known === undefined || known.removed ? null : wantedReplicas(known);
}

/** Workloads whose instances are being replaced, and those of which the replacement does not get ready. */
export function rollsOf(state: Supervision): {
  readonly rolling: readonly string[];
  readonly stalled: readonly string[];
} {
  const rolling = [...state.workloads.values()].filter((workload) => workload.rolling);
  const names = (workloads: readonly ReadonlyWorkload[]): string[] => workloads.map(({ spec }) => spec.name);
  return { rolling: names(rolling), stalled: names(rolling.filter(({ stalled }) => stalled)) };
}

/** Whether a shutdown has begun: orders are to be refused from then on. */
export function isShuttingDown(state: Supervision): boolean {
  return state.shuttingDown;
}

/** Whether a shutdown has come to its end: no process is left. */
export function isStopped(state: Supervision): boolean {
  return state.stopped;
}

function toView(workload: ReadonlyWorkload, slot: ReadonlySlot): SlotView {
  const { name, index, incarnation, revision, restarts, crashesInRow, startedAt, retryAt, pulse } = slot;
  return {
    slot: name,
    workload: workload.spec.name,
    index,
    state: stateOf(slot),
    incarnation,
    revision,
    restarts,
    crashesInRow,
    startedAt,
    retryAt,
    serving: isReady(slot),
    probing: probesToRun(slot, workload.spec),
    suspect: slot.phase === 'running' && pulse.silentSince !== null,
  };
}

const STATE_OF_PHASE: Readonly<Record<Exclude<Phase, 'running'>, InstanceState>> = {
  pending: 'pending',
  starting: 'starting',
  draining: 'draining',
  stopping: 'draining',
  killing: 'draining',
  crashed: 'crashed',
  stopped: 'stopped',
};

function stateOf(slot: ReadonlySlot): InstanceState {
  if (slot.stuck !== null) return 'unready';
  if (slot.phase !== 'running') return STATE_OF_PHASE[slot.phase];
  if (slot.pulse.ready) return 'ready';
  return slot.pulse.everReady ? 'unready' : 'starting';
}
