/** What people order: another catalog, another number of replicas, a restart. */
import { emit, type Context } from './context.ts';
import type { WorkloadSpec } from './model.ts';
import { hasProcess, wantedReplicas, type Workload } from './state.ts';

/** Makes these workloads, and no others, the wanted ones. */
export function apply(context: Context, specs: readonly WorkloadSpec[]): void {
  const names = new Set(specs.map((spec) => spec.name));
  for (const [name, workload] of context.state.workloads) if (!names.has(name)) workload.removed = true;
  for (const spec of specs) {
    const known = context.state.workloads.get(spec.name);
    if (known === undefined) context.state.workloads.set(spec.name, newWorkload(spec));
    if (known === undefined || known.removed) emitAdded(context, spec);
    if (known?.removed === true) readd(known, spec);
    else if (known !== undefined) change(context, known, spec);
  }
}

/** Wants another number of replicas until an apply that changes the catalog's. */
export function scale(context: Context, workload: Workload, replicas: number): void {
  if (workload.removed) return;
  resizing(context, workload, () => {
    workload.scaledTo = Math.max(0, Math.trunc(replicas));
  });
}

/** Replaces every instance, with the same revision. */
export function restart(context: Context, workload: Workload): void {
  if (workload.removed) return;
  workload.generation += 1;
  beginRoll(context, workload, 'restart');
}

function newWorkload(spec: WorkloadSpec): Workload {
  return {
    spec,
    removed: false,
    scaledTo: null,
    generation: 0,
    gateOpen: false,
    rolling: false,
    stalled: false,
    surging: false,
    healing: null,
    level: 'new',
    slots: [],
  };
}

/** It comes back as a new one, only its old instances still have to end. */
function readd(workload: Workload, spec: WorkloadSpec): void {
  const { slots, generation } = workload;
  Object.assign(workload, newWorkload(spec), { slots, generation, rolling: slots.some(hasProcess) });
}

function emitAdded(context: Context, spec: WorkloadSpec): void {
  emit(context, 'service.added', spec.name, { replicas: spec.replicas, revision: spec.revision });
}

function change(context: Context, workload: Workload, spec: WorkloadSpec): void {
  const before = workload.spec;
  resizing(context, workload, () => {
    workload.spec = spec;
    if (spec.replicas !== before.replicas) workload.scaledTo = null;
  });
  if (spec.revision !== before.revision) beginRoll(context, workload, 'changed');
}

function resizing(context: Context, workload: Workload, act: () => void): void {
  const from = wantedReplicas(workload);
  act();
  const to = wantedReplicas(workload);
  if (from !== to) emit(context, 'service.scaled', workload.spec.name, { from, to });
}

/** Crashes of what is replaced say nothing about its successor: those that wait for their next try start at once. */
function beginRoll(context: Context, workload: Workload, reason: 'changed' | 'restart'): void {
  workload.rolling = true;
  workload.stalled = false;
  for (const slot of workload.slots) if (slot.phase === 'crashed') slot.retryAt = context.now;
  emit(context, 'service.rolling', workload.spec.name, { revision: workload.spec.revision, reason });
}
