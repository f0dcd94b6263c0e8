/** Shutdown: everything stops, dependents before what they depend on, and as much at once as that allows. */
import { emit, type Context } from './context.ts';
import { PLATFORM_SUBJECT } from './events.ts';
import { leave, rest } from './lifecycle.ts';
import { hasProcess } from './state.ts';

/** Begins it. From then on nothing is started. */
export function beginShutdown(context: Context): void {
  if (context.state.shuttingDown) return;
  context.state.shuttingDown = true;
  emit(context, 'platform.stopping', PLATFORM_SUBJECT);
}

/** Stops what nothing alive depends on any more. Where a cycle leaves no such workload, all that is left. */
export function shutDown(context: Context): void {
  const workloads = [...context.state.workloads.values()];
  for (const slot of workloads.flatMap((workload) => workload.slots)) if (!hasProcess(slot)) rest(context, slot);
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
