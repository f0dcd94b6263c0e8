/** Shutdown: everything stops, dependents before what they depend on, and as much at once as that allows. */
import { emit, enter, type Context } from './context.ts';
import { PLATFORM_SUBJECT } from './events.ts';
import { leave } from './lifecycle.ts';
import { hasProcess, type Workload } from './state.ts';

/** Begins it. From then on nothing is started. */
export function beginShutdown(context: Context): void {
  if (context.state.shuttingDown) return;
  context.state.shuttingDown = true;
  emit(context, 'platform.stopping', PLATFORM_SUBJECT);
}

/** Stops what nothing alive depends on any more. Where a cycle leaves no such workload, all that is left. */
export function shutDown(context: Context): void {
  const workloads = [...context.state.workloads.values()];
  for (const workload of workloads) settleIdle(context, workload);
  const alive = workloads.filter((workload) => workload.slots.some(hasProcess));
  const needed = new Set(alive.flatMap((workload) => workload.spec.dependsOn));
  const free = alive.filter((workload) => !needed.has(workload.spec.name));
  for (const workload of free.length > 0 ? free : alive) {
    for (const slot of workload.slots) leave(context, workload, slot);
  }
  if (alive.length > 0 || context.state.stopped) return;
  context.state.stopped = true;
  emit(context, 'platform.stopped', PLATFORM_SUBJECT);
}

function settleIdle(context: Context, workload: Workload): void {
  for (const slot of workload.slots) {
    if (hasProcess(slot) || slot.phase === 'stopped') continue;
    slot.retryAt = null;
    enter(context, slot, 'stopped');
  }
}
