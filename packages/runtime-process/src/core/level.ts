/** How much of a workload serves, and the events of its changes. */
import { emit, type Context } from './context.ts';
import type { ServiceLevel } from './model.ts';
import { isReady, wantedReplicas, type Workload } from './state.ts';

/** Says when a workload became ready as a whole, or has nobody left that is. */
export function followLevel(context: Context, workload: Workload): void {
  const replicas = wantedReplicas(workload);
  const level = levelOf(workload, replicas);
  if (level === workload.level) return;
  workload.level = level;
  const { name } = workload.spec;
  if (level === 'ready') emit(context, 'service.ready', name, { replicas });
  if (level === 'down') emit(context, 'service.down', name, { replicas, rolling: workload.rolling });
}

function levelOf(workload: Workload, replicas: number): ServiceLevel {
  if (replicas === 0) return 'new';
  const ready = workload.slots.filter(isReady).length;
  if (ready === 0) return workload.level === 'new' ? 'new' : 'down';
  return workload.slots.slice(0, replicas).filter(isReady).length === replicas ? 'ready' : 'partial';
}
