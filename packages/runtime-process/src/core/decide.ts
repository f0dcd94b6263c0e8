/**
 * Supervision's one entry: (state, input, now) -> (state, actions).
 *
 * First the input is taken in, then every rule looks at what is there until none has anything left to change. Rules
 * do not follow each other's steps, so any order of inputs ends the same, and none can leave a step undone.
 */
import type { Context } from './context.ts';
import { openGate, startWaiting } from './gating.ts';
import { followLevel } from './level.ts';
import { moveOn, onEnd, onStarted, onStartFailed, readyUnasked, recover, setPulse, stop } from './lifecycle.ts';
import { judge } from './liveness.ts';
import type { Action, Input } from './model.ts';
import { apply, restart, scale } from './orders.ts';
import { probesToRun } from './probing.ts';
import { feel } from './pulse.ts';
import { roll } from './roll.ts';
import { beginShutdown, shutDown } from './shutdown.ts';
import { forgetRemoved, resize } from './sizing.ts';
import { draftOf, type Slot, type Supervision, type Workload } from './state.ts';

export interface Decision {
  readonly state: Supervision;
  /** To be carried out in this order, after the new state's record is on disk. */
  readonly actions: readonly Action[];
}

/**
 * Decides what to do about `input`. Pure: the given state stays as it was.
 *
 * @param now monotonic ms
 * @param random uniform in [0, 1)
 */
export function decide(state: Supervision, input: Input, now: number, random: () => number): Decision {
  const context = contextOf(state, now, random);
  takeIn(context, input);
  settle(context);
  return { state: context.state, actions: context.actions };
}

/** When the next `tick` is due, monotonic ms; null where nothing waits for a time. */
export function nextWakeAt(state: Supervision): number | null {
  return state.wakeAt === Infinity ? null : state.wakeAt;
}

/** Something to work on for one decision. */
export function contextOf(state: Supervision, now: number, random: () => number): Context {
  return { state: draftOf(state, now), now, random, actions: [], changed: false };
}

type Report = Extract<Input, { readonly incarnation: number }>;
type Order = Exclude<Input, Report | { readonly type: 'tick' }>;

function takeIn(context: Context, input: Input): void {
  if ('incarnation' in input) takeReport(context, input);
  else if (input.type !== 'tick' && !context.state.shuttingDown) takeOrder(context, input);
}

function takeOrder(context: Context, order: Order): void {
  if (order.type === 'shutdown') {
    beginShutdown(context);
  } else if (order.type === 'apply') {
    apply(context, order.workloads);
  } else {
    const workload = context.state.workloads.get(order.workload);
    if (workload === undefined) return;
    if (order.type === 'scale') scale(context, workload, order.replicas);
    else restart(context, workload);
  }
}

function takeReport(context: Context, report: Report): void {
  const place = find(context, report.slot);
  if (place?.slot.incarnation !== report.incarnation) return;
  const { workload, slot } = place;
  switch (report.type) {
    case 'started':
      onStarted(context, slot);
      return;
    case 'start-failed':
      onStartFailed(context, workload, slot, report.reason);
      return;
    case 'exited':
      onEnd(context, workload, slot, report.exit);
      return;
    case 'drained':
      if (slot.phase === 'draining') stop(context, workload, slot);
      return;
    case 'probed':
      if (!probesToRun(slot, workload.spec).includes(report.probe)) return;
      setPulse(context, workload, slot, feel(slot.pulse, report, workload.spec.probes, context.now), report.reason);
      judge(context, workload, slot, report);
  }
}

function find(context: Context, name: string): { workload: Workload; slot: Slot } | undefined {
  for (const workload of context.state.workloads.values()) {
    for (const slot of workload.slots) if (slot.name === name) return { workload, slot };
  }
  return undefined;
}

/** Every rule, until nothing changes any more. */
export function settle(context: Context): void {
  while (anyChanged(context));
}

function anyChanged(context: Context): boolean {
  context.changed = false;
  context.state.wakeAt = Infinity;
  for (const workload of context.state.workloads.values()) keepUp(context, workload);
  if (context.state.shuttingDown) shutDown(context);
  else for (const workload of context.state.workloads.values()) strive(context, workload);
  return context.changed;
}

/** What goes on by itself. */
function keepUp(context: Context, workload: Workload): void {
  for (const slot of workload.slots) {
    moveOn(context, workload, slot);
    readyUnasked(context, workload, slot);
    recover(context, slot);
  }
  followLevel(context, workload);
}

/** What brings a workload nearer to what is wanted. */
function strive(context: Context, workload: Workload): void {
  roll(context, workload);
  resize(context, workload);
  openGate(context, workload);
  startWaiting(context, workload);
  forgetRemoved(context, workload);
}
