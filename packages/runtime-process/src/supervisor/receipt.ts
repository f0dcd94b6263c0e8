/** What an apply changes, told before it happens. Pure. */
import type { ApplyReceipt } from '@nines/kernel';
import type { PlannedWorkload } from './plan.ts';

/** Nines' own workloads are left out: nobody ordered them. */
export function receiptOf(before: readonly PlannedWorkload[], after: readonly PlannedWorkload[]): ApplyReceipt {
  const old = new Map(before.filter(ordered).map((workload) => [workload.spec.name, workload]));
  const names = after.filter(ordered).map(({ spec }) => spec.name);
  const kept = after.filter((workload) => ordered(workload) && old.has(workload.spec.name));
  const same = kept.filter(({ spec }) => isSame(spec, old.get(spec.name)?.spec)).map(({ spec }) => spec.name);
  return {
    added: names.filter((name) => !old.has(name)),
    changed: kept.map(({ spec }) => spec.name).filter((name) => !same.includes(name)),
    removed: [...old.keys()].filter((name) => !names.includes(name)),
    unchanged: same,
  };
}

function ordered(workload: PlannedWorkload): boolean {
  return !workload.system;
}

function isSame(spec: PlannedWorkload['spec'], other: PlannedWorkload['spec'] | undefined): boolean {
  return JSON.stringify(spec) === JSON.stringify(other);
}
