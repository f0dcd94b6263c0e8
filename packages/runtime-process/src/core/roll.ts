/**
 * Rolls: replaces instances of another revision or generation, one at a time, ready before the next.
 *
 * A slot is replaced in place, its old instance drained and gone before the new one starts, while the others serve. A
 * single replica has no others, so a second slot serves for the time ("surge"): it starts with the new revision, then
 * slot 0 is replaced, then the second slot goes. Exclusive workloads cannot, and pause. A slot without a process needs
 * no roll: its next start takes what is wanted then.
 *
 * Nothing here remembers a plan. Each decision looks at what is there, so a newer apply, a scale or a new supervisor
 * half way needs no care.
 */
import { due, emit, type Context } from './context.ts';
import { leave } from './lifecycle.ts';
import {
  hasProcess,
  isCurrent,
  isLeaving,
  isReady,
  wantedReplicas,
  wantedSlotCount,
  wantedSlots,
  type Slot,
  type Workload,
} from './state.ts';

/** Ready for this long without a break lets a roll go on, ms. */
const ROLL_STEADY_MS = 1_000;

/** A new instance that is not ready after this long stalls its roll, ms. */
const ROLL_STALL_MS = 60_000;

/** Takes the next step of a workload's roll, if there is one and its time has come. */
export function roll(context: Context, workload: Workload): void {
  if (!workload.rolling || workload.removed) return;
  setSurge(context, workload);
  const wanted = wantedSlots(workload);
  reportStall(context, workload, wanted);
  const next = nextToReplace(context, workload, wanted);
  if (next !== undefined) leave(context, workload, next);
  else if (isDone(context, workload)) finish(context, workload);
}

function setSurge(context: Context, workload: Workload): void {
  const first = workload.slots[0];
  if (first === undefined || wantedReplicas(workload) !== 1 || workload.spec.exclusive) {
    workload.surging = false;
  } else if (!workload.surging && isReady(first) && !isCurrent(first, workload)) {
    workload.surging = true;
    context.changed = true;
  } else if (isCurrent(first, workload) && isSteady(context, first)) {
    workload.surging = false;
  }
}

/** Those that serve nobody go first: replacing them costs nothing, and the others may wait for it in vain. */
function nextToReplace(context: Context, workload: Workload, wanted: readonly Slot[]): Slot | undefined {
  const outdated = wanted.filter((slot) => hasProcess(slot) && !isCurrent(slot, workload));
  if (outdated.some(isLeaving)) return undefined;
  const renewed = wanted.filter((slot) => !outdated.includes(slot));
  if (wanted.length < wantedSlotCount(workload) || !renewed.every((slot) => isSteady(context, slot))) return undefined;
  return outdated.find((slot) => !isReady(slot)) ?? outdated[0];
}

function isSteady(context: Context, slot: Slot): boolean {
  const { readySince } = slot.pulse;
  return isReady(slot) && readySince !== null && due(context, readySince + ROLL_STEADY_MS);
}

function isDone(context: Context, workload: Workload): boolean {
  const wanted = wantedReplicas(workload);
  const slots = workload.slots.slice(0, wanted);
  return (
    !workload.surging &&
    slots.length === wanted &&
    slots.every((slot) => isCurrent(slot, workload) && isSteady(context, slot))
  );
}

function finish(context: Context, workload: Workload): void {
  workload.rolling = false;
  emit(context, 'service.rolled', workload.spec.name, { revision: workload.spec.revision });
}

function reportStall(context: Context, workload: Workload, wanted: readonly Slot[]): void {
  if (workload.stalled) return;
  const culprit = wanted.find((slot) => isCurrent(slot, workload) && stalls(context, slot));
  if (culprit === undefined) return;
  workload.stalled = true;
  const { name, revision } = workload.spec;
  const reason = culprit.phase === 'crashed' ? 'crashed' : 'not ready';
  emit(context, 'service.roll-stalled', name, { revision, slot: culprit.name, reason });
}

function stalls(context: Context, slot: Slot): boolean {
  if (slot.phase === 'crashed') return true;
  return slot.phase === 'running' && !isReady(slot) && due(context, slot.since + ROLL_STALL_MS);
}
