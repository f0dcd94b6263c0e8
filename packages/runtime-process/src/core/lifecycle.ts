/** The life of an instance in its slot: started, ready, crashed, stopped. Who decides on it is other rules' business. */
import { backoff, CRASH_LOOP_THRESHOLD, STEADY_RUN_MS } from './backoff.ts';
import { due, emit, enter, type Context } from './context.ts';
import type { Exit } from './model.ts';
import { NO_PULSE, withReady, type Pulse } from './pulse.ts';
import { hasProcess, isCurrent, isLeaving, type Slot, type Workload } from './state.ts';

/** SIGKILL is repeated this often until the end of the process is known, ms. */
const KILL_REPEAT_MS = 1_000;

/** Asks for a process of the wanted revision. */
export function start(context: Context, workload: Workload, slot: Slot): void {
  const { revision } = workload.spec;
  if (slot.incarnation > 0) slot.restarts += 1;
  if (!isCurrent(slot, workload)) slot.crashesInRow = 0;
  context.state.starts += 1;
  slot.incarnation = context.state.starts;
  slot.revision = revision;
  slot.generation = workload.generation;
  slot.retryAt = null;
  slot.pulse = NO_PULSE;
  enter(context, slot, 'starting');
  const { name, incarnation } = slot;
  context.actions.push({ type: 'start', slot: name, workload: workload.spec.name, incarnation, revision });
}

/** The process runs. One that is to go by now is asked once more, since it may not have been there to hear it. */
export function onStarted(context: Context, slot: Slot): void {
  if (slot.startedAt !== null || !hasProcess(slot)) return;
  slot.startedAt = context.now;
  const { incarnation, revision, restarts } = slot;
  emit(context, 'instance.started', slot.name, { incarnation, revision, restarts });
  if (slot.phase === 'starting') enter(context, slot, 'running');
  else context.actions.push({ type: slot.phase === 'killing' ? 'kill' : 'stop', slot: slot.name, incarnation });
}

/** Nothing came of the start. */
export function onStartFailed(context: Context, workload: Workload, slot: Slot, reason: string): void {
  if (slot.startedAt === null) onEnd(context, workload, slot, { code: null, signal: null }, reason);
}

/** The process is gone: as asked, or it crashed. */
export function onEnd(context: Context, workload: Workload, slot: Slot, exit: Exit, reason?: string): void {
  if (!hasProcess(slot)) return;
  if (isLeaving(slot) && slot.stuck === null) {
    const { incarnation, phase } = slot;
    emit(context, 'instance.stopped', slot.name, { incarnation, ...exit, killed: phase === 'killing' });
    slot.crashesInRow = 0;
    enter(context, slot, 'pending');
  } else {
    crash(context, workload, slot, exit, reason ?? slot.stuck ?? describe(exit));
  }
  slot.startedAt = null;
  slot.stuck = null;
  slot.pulse = NO_PULSE;
}

function crash(context: Context, workload: Workload, slot: Slot, exit: Exit, reason: string): void {
  const { now, random } = context;
  const steady = slot.startedAt !== null && now - slot.startedAt >= STEADY_RUN_MS;
  slot.crashesInRow = steady ? 1 : slot.crashesInRow + 1;
  const restartInMs = backoff(slot.crashesInRow, workload.spec.restart, random);
  slot.retryAt = now + restartInMs;
  const { incarnation, crashesInRow } = slot;
  emit(context, 'instance.crashed', slot.name, {
    incarnation,
    code: exit.code,
    signal: exit.signal,
    reason,
    crashesInRow,
    restartInMs: Math.floor(restartInMs),
  });
  if (crashesInRow === CRASH_LOOP_THRESHOLD) {
    emit(context, 'instance.crash-looping', slot.name, { incarnation, crashesInRow });
  }
  enter(context, slot, 'crashed');
}

function describe(exit: Exit): string {
  if (exit.signal !== null) return `ended by ${exit.signal}`;
  return exit.code === null ? 'ended unseen' : `exited with ${exit.code}`;
}

/** Takes over what a probe showed. */
export function setPulse(context: Context, workload: Workload, slot: Slot, pulse: Pulse, reason?: string): void {
  const before = slot.pulse;
  slot.pulse = pulse;
  if (pulse.ready && pulse.silentSince === null && workload.healing === slot.name) workload.healing = null;
  if (before.ready === pulse.ready) return;
  context.changed = true;
  const { incarnation } = slot;
  if (pulse.ready) {
    const afterMs = Math.round(context.now - (slot.startedAt ?? context.now));
    emit(context, 'instance.ready', slot.name, { incarnation, afterMs });
  } else {
    emit(context, 'instance.unready', slot.name, { incarnation, reason: reason ?? 'the probe failed' });
  }
}

/** Without a probe to ask, an instance is ready once it runs. */
export function readyUnasked(context: Context, workload: Workload, slot: Slot): void {
  const { probes } = workload.spec;
  if (slot.phase !== 'running' || slot.pulse.everReady || probes.readiness !== undefined) return;
  if (probes.startup !== undefined && !slot.pulse.startupDone) return;
  setPulse(context, workload, slot, withReady(slot.pulse, true, context.now));
}

/** Begins to stop an instance in good order; nothing changes for one that is on its way out. */
export function leave(context: Context, workload: Workload, slot: Slot): void {
  if (!hasProcess(slot) || isLeaving(slot)) return;
  const { drainTimeoutMs } = workload.spec;
  if (!slot.pulse.everReady || drainTimeoutMs === 0) {
    stop(context, workload, slot);
    return;
  }
  enter(context, slot, 'draining', context.now + drainTimeoutMs);
  context.actions.push({ type: 'drain', slot: slot.name, incarnation: slot.incarnation });
}

/** Sends the stop signal to one that has nothing under way any more. */
export function stop(context: Context, workload: Workload, slot: Slot): void {
  enter(context, slot, 'stopping', context.now + workload.spec.graceMs);
  context.actions.push({ type: 'stop', slot: slot.name, incarnation: slot.incarnation });
}

/** Sends SIGKILL, and again until the end is known. */
export function kill(context: Context, slot: Slot): void {
  enter(context, slot, 'killing', context.now + KILL_REPEAT_MS);
  context.actions.push({ type: 'kill', slot: slot.name, incarnation: slot.incarnation });
}

/** Nothing is to be started in this slot, nor tried again. */
export function rest(context: Context, slot: Slot): void {
  if (slot.phase === 'stopped') return;
  slot.retryAt = null;
  enter(context, slot, 'stopped');
}

/** Takes the next step of leaving when its time has come. */
export function moveOn(context: Context, workload: Workload, slot: Slot): void {
  if (slot.deadline === null || !due(context, slot.deadline)) return;
  if (slot.phase === 'draining') stop(context, workload, slot);
  else kill(context, slot);
}

/** Forgets the crashes of one that has been running steadily since. */
export function recover(context: Context, slot: Slot): void {
  if (slot.phase !== 'running' || slot.crashesInRow === 0 || slot.startedAt === null) return;
  if (!due(context, slot.startedAt + STEADY_RUN_MS)) return;
  const { incarnation, crashesInRow } = slot;
  emit(context, 'instance.recovered', slot.name, { incarnation, crashesInRow });
  slot.crashesInRow = 0;
}
