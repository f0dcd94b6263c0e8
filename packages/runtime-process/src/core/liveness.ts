/**
 * Liveness: which instance is really stuck, and may be killed for it. A wrong kill costs more than a late one.
 *
 * Two findings count as stuck:
 * - *frozen*: no reply, and since its first silence the process is stopped or made no CPU progress and waited for no
 *   CPU or disk either, for `FROZEN_CONFIRM_MS`. Such a process serves nobody, so it may go even when it is the only one of its workload:
 *   "never the last that answers" protects one that answers. One that never answered anything may only be slow to
 *   start without computing (waiting for a lock, for a timer), so it gets `FROZEN_START_MS` unless it is stopped.
 * - *unresponsive*: it computes, but missed as many liveness probes in a row as its rule allows. Overload looks just the
 *   same, and then a kill makes matters worse. So it goes only while at least half of the workload's instances are
 *   ready, have not missed a single probe from one period before its own first miss until now, and have answered
 *   since its last one. A lone busy instance
 *   is never killed: that it is overloaded can never be ruled out.
 *
 * Neither may go
 * - while an earlier one of the workload, killed for being stuck, is not ready again: one at a time;
 * - while a dependency is down or only just back: an instance that waits for it is not stuck.
 */
import { emit, type Context } from './context.ts';
import { kill } from './lifecycle.ts';
import type { ProbeInput } from './model.ts';
import { isReady, wantedReplicas, type Slot, type Workload } from './state.ts';
import { probesToRun } from './probing.ts';

/** Silence without progress that shows a process to be frozen, ms. With `SUSPECT_PROBE`, known within 3 s. */
const FROZEN_CONFIRM_MS = 1_500;

/** The same for one that never answered, ms. */
export const FROZEN_START_MS = 30_000;

/** A dependency must have been ready and without a miss for this long to count as up, ms. */
const DEPENDENCY_SETTLE_MS = 5_000;

/** How to probe an instance whose reply is overdue: start-to-start period and longest time of a probe, ms. */
export const SUSPECT_PROBE = { periodMs: 500, timeoutMs: 1_000 } as const;

interface Finding {
  readonly reason: string;
  /** Since when the evidence holds without a break, ms. */
  readonly since: number;
}

/** Judges a slot by the miss that was just taken over into its pulse. */
export function judge(context: Context, workload: Workload, slot: Slot, input: ProbeInput): void {
  if (input.ok || slot.phase !== 'running') return;
  if (workload.healing !== null && workload.healing !== slot.name) return;
  const finding = frozen(context, slot) ?? unresponsive(workload, slot, input);
  if (finding === null || !dependenciesUp(context, workload, finding.since)) return;
  const { reason, since } = finding;
  const { incarnation } = slot;
  workload.healing = slot.name;
  slot.stuck = reason;
  emit(context, 'instance.stuck', slot.name, { incarnation, reason, forMs: context.now - since });
  kill(context, slot);
}

function frozen(context: Context, slot: Slot): Finding | null {
  const { stillSince, stopped, answeredAt } = slot.pulse;
  if (stillSince === null) return null;
  const confirmMs = stopped || answeredAt !== null ? FROZEN_CONFIRM_MS : FROZEN_START_MS;
  if (context.now - stillSince < confirmMs) return null;
  const why = stopped ? 'the process is stopped' : 'it makes no CPU progress';
  return { reason: `does not answer: ${why}`, since: stillSince };
}

function unresponsive(workload: Workload, slot: Slot, input: ProbeInput): Finding | null {
  const rule = workload.spec.probes.liveness;
  const { answeredAt, livenessMisses } = slot.pulse;
  const { count, firstAt } = livenessMisses;
  if (rule === undefined || input.probe !== 'liveness' || count < rule.failureThreshold) return null;
  if (answeredAt === null) return null;
  const well = workload.slots.filter((other) => other !== slot && keptAnswering(other, slot, rule.periodMs));
  if (well.length === 0 || well.length * 2 < Math.max(workload.slots.length, wantedReplicas(workload))) return null;
  const why = input.reason ?? 'no reply';
  return { reason: `missed ${count} liveness probes in a row while others answer: ${why}`, since: firstAt };
}

/** Ready and without a miss from one period before the other one's first miss, and answering after its last one. */
function keptAnswering(slot: Slot, missing: Slot, periodMs: number): boolean {
  const { readySince, answeredAt, missedAt } = slot.pulse;
  const { firstAt, countedAt } = missing.pulse.livenessMisses;
  const from = firstAt - periodMs;
  if (!isReady(slot) || readySince === null || readySince > from) return false;
  return answeredAt !== null && answeredAt > countedAt && (missedAt === null || missedAt < from);
}

function dependenciesUp(context: Context, workload: Workload, since: number): boolean {
  return workload.spec.dependsOn.every((name) => {
    const dependency = context.state.workloads.get(name);
    return dependency === undefined || dependency.slots.some((slot) => isUp(context, dependency, slot, since));
  });
}

function isUp(context: Context, workload: Workload, slot: Slot, since: number): boolean {
  const { readySince, answeredAt, missedAt } = slot.pulse;
  const settledAt = context.now - DEPENDENCY_SETTLE_MS;
  if (!isReady(slot) || readySince === null || readySince > settledAt) return false;
  if (missedAt !== null && missedAt > settledAt) return false;
  return probesToRun(slot, workload.spec).length === 0 || (answeredAt !== null && answeredAt > since);
}
