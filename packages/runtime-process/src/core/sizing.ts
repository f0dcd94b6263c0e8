/** As many slots as are wanted: new ones at the end, the highest go first. */
import { emit, enter, type Context } from './context.ts';
import { leave, rest } from './lifecycle.ts';
import { hasProcess, newSlot, wantedSlotCount, type Slot, type Workload } from './state.ts';

/** Adds missing slots, and lets those go that are too many. */
export function resize(context: Context, workload: Workload): void {
  const wanted = wantedSlotCount(workload);
  while (workload.slots.length < wanted) {
    workload.slots.push(newSlot(workload, workload.slots.length, context.now));
    context.changed = true;
  }
  for (const slot of workload.slots) {
    if (slot.index >= wanted) retire(context, workload, slot);
    else if (slot.phase === 'stopped') enter(context, slot, 'pending');
  }
  releaseEmpty(context, workload, wanted);
}

function retire(context: Context, workload: Workload, slot: Slot): void {
  if (hasProcess(slot)) leave(context, workload, slot);
  else rest(context, slot);
}

/** From the end only, so that indexes stay without gaps: a slot waits for those above it. */
function releaseEmpty(context: Context, workload: Workload, wanted: number): void {
  for (let last = workload.slots.at(-1); last !== undefined; last = workload.slots.at(-1)) {
    if (last.index < wanted || hasProcess(last)) return;
    workload.slots.pop();
    if (workload.healing === last.name) workload.healing = null;
    context.actions.push({ type: 'release', slot: last.name });
    context.changed = true;
  }
}

/** Forgets a removed workload whose last slot is gone. */
export function forgetRemoved(context: Context, workload: Workload): void {
  if (!workload.removed || workload.slots.length > 0) return;
  const { name } = workload.spec;
  context.state.workloads.delete(name);
  emit(context, 'service.removed', name);
  context.changed = true;
}
