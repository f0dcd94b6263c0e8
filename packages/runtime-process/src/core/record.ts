/** What a supervisor writes down of its state, and how its successor goes on from there. */
import { emit, type Context } from './context.ts';
import { contextOf, settle, type Decision } from './decide.ts';
import { leave, onEnd } from './lifecycle.ts';
import type { RestoredSlot, RestoredSupervision, SlotRecord, SupervisionRecord, WorkloadSpec } from './model.ts';
import { apply } from './orders.ts';
import { NO_PULSE, type Pulse } from './pulse.ts';
import { createSupervision, hasProcess, isCurrent, isLeaving, newSlot } from './state.ts';
import type { ReadonlySlot, Slot, Supervision, Workload } from './state.ts';

/** What is to be on disk before the actions of the decision that led to `state` are carried out. */
export function toRecord(state: Supervision): SupervisionRecord {
  const workloads = [...state.workloads.values()];
  return {
    starts: state.starts,
    shuttingDown: state.shuttingDown,
    workloads: workloads.map(({ slots: _slots, ...rest }) => rest),
    slots: workloads.flatMap(({ spec, slots }) => slots.map((slot) => slotRecord(spec.name, slot))),
  };
}

/**
 * Goes on where another supervisor stopped. Instances that are alive are adopted, and serve on if they did; the end of
 * those that are not counts as if it had just been reported.
 *
 * @param restored the record, with what was found of each slot; every slot's workload is in it
 * @param now monotonic ms; recorded times of another boot are harmless
 * @param wanted what is wanted by now, with the replicas that people asked for: nothing is done for what the record
 * alone wants. @defaultValue as recorded
 */
export function restore(
  restored: RestoredSupervision,
  now: number,
  random: () => number,
  wanted?: readonly WorkloadSpec[],
): Decision {
  const context = contextOf(createSupervision(), now, random);
  context.state.starts = restored.starts;
  context.state.shuttingDown = restored.shuttingDown;
  for (const record of restored.workloads) {
    const workload: Workload = { ...record, slots: [] };
    context.state.workloads.set(record.spec.name, workload);
    const own = restored.slots.filter((slot) => slot.workload === record.spec.name);
    for (const slot of own.toSorted((a, b) => a.index - b.index)) restoreSlot(context, workload, slot);
    // One that the record did not know of may be of a revision that was wanted in between.
    workload.rolling ||= workload.slots.some((slot) => hasProcess(slot) && !isCurrent(slot, workload));
  }
  if (wanted !== undefined && !restored.shuttingDown) want(context, wanted);
  settle(context);
  return { state: context.state, actions: context.actions };
}

/** A record that was not written any more may know of another scale, or of instances before their last roll. */
function want(context: Context, specs: readonly WorkloadSpec[]): void {
  for (const workload of context.state.workloads.values()) workload.scaledTo = null;
  apply(context, specs);
}

function slotRecord(workload: string, slot: ReadonlySlot): SlotRecord {
  const { name, index, incarnation, revision, generation, startedAt, retryAt, crashesInRow, restarts, pulse } = slot;
  return {
    slot: name,
    workload,
    index,
    incarnation,
    revision,
    generation,
    launched: hasProcess(slot),
    leaving: isLeaving(slot) && slot.stuck === null,
    startupDone: pulse.startupDone,
    answered: pulse.answeredAt !== null,
    everReady: pulse.everReady,
    ready: pulse.ready,
    startedAt,
    retryAt,
    crashesInRow,
    restarts,
  };
}

function restoreSlot(context: Context, workload: Workload, found: RestoredSlot): void {
  const { index, incarnation, revision, generation, crashesInRow, restarts } = found;
  const place = newSlot(workload, index, context.now);
  const slot: Slot = { ...place, incarnation, revision, generation, crashesInRow, restarts };
  workload.slots.push(slot);
  if (found.alive) adopt(context, workload, slot, found);
  else if (found.launched && !neverRan(found)) bury(context, workload, slot, found);
  else if (found.retryAt !== null) waitOn(context, workload, slot, found.retryAt);
}

/** One that was asked to go may have heard it: it goes on going. */
function adopt(context: Context, workload: Workload, slot: Slot, found: RestoredSlot): void {
  slot.phase = 'running';
  slot.startedAt = Math.min(found.startedAt ?? context.now, context.now);
  slot.pulse = adoptedPulse(found, context.now);
  emit(context, 'instance.adopted', slot.name, { incarnation: slot.incarnation, revision: slot.revision });
  if (found.leaving) leave(context, workload, slot);
}

/** It was ready and answering when last seen; whether it still is, probes will show. */
function adoptedPulse(found: RestoredSlot, now: number): Pulse {
  const { startupDone, everReady, ready, answered } = found;
  return {
    ...NO_PULSE,
    startupDone,
    everReady,
    ready,
    readySince: ready ? now : null,
    answeredAt: answered ? now : null,
  };
}

/** The supervisor died between its decision and the launch: not the instance's fault. */
function neverRan(found: RestoredSlot): boolean {
  return found.startedAt === null && found.exit === undefined;
}

function bury(context: Context, workload: Workload, slot: Slot, found: RestoredSlot): void {
  slot.phase = found.leaving ? 'stopping' : 'running';
  slot.startedAt = found.startedAt === null ? null : Math.min(found.startedAt, context.now);
  onEnd(context, workload, slot, found.exit ?? { code: null, signal: null });
}

function waitOn(context: Context, workload: Workload, slot: Slot, retryAt: number): void {
  slot.phase = 'crashed';
  slot.retryAt = Math.min(retryAt, context.now + workload.spec.restart.capMs);
}
