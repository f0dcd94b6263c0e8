/** Start order: the first start of a workload waits for its dependencies; restarts never do. */
import { due, type Context } from './context.ts';
import { start } from './lifecycle.ts';
import { isReady, wantedReplicas, wantedSlots, type Workload } from './state.ts';

/**
 * Opens the gate when something waits at it and one instance of each dependency is ready. A dependency that is not
 * wanted to run is not waited for.
 */
export function openGate(context: Context, workload: Workload): void {
  if (workload.gateOpen || !wantedSlots(workload).some((slot) => slot.phase === 'pending')) return;
  workload.gateOpen = workload.spec.dependsOn.every((name) => {
    const dependency = context.state.workloads.get(name);
    return dependency === undefined || wantedReplicas(dependency) === 0 || dependency.slots.some(isReady);
  });
  if (workload.gateOpen) context.changed = true;
}

/** Starts what is wanted, waits and may. */
export function startWaiting(context: Context, workload: Workload): void {
  for (const slot of wantedSlots(workload)) {
    const retry = slot.phase === 'crashed' && slot.retryAt !== null && due(context, slot.retryAt);
    if (retry || (slot.phase === 'pending' && workload.gateOpen)) start(context, workload, slot);
  }
}
