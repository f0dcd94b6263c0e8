/** What a rule works with during one decision: the draft, the time, chance, and the actions decided so far. */
import type { EventType } from './events.ts';
import type { Action } from './model.ts';
import type { Draft, Phase, Slot } from './state.ts';

export interface Context {
  readonly state: Draft;
  /** Monotonic, ms. */
  readonly now: number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly actions: Action[];
  /** A rule changed something that another rule may depend on. */
  changed: boolean;
}

/** Whether `at` has come. Where it has not, a decision is due then: no rule can wait for a time nobody wakes it at. */
export function due(context: Context, at: number): boolean {
  if (context.now >= at) return true;
  context.state.wakeAt = Math.min(context.state.wakeAt, at);
  return false;
}

/** Moves a slot to another phase of its life. */
export function enter(context: Context, slot: Slot, phase: Phase, deadline: number | null = null): void {
  slot.phase = phase;
  slot.since = context.now;
  slot.deadline = deadline;
  context.changed = true;
}

/** Says what happened. */
export function emit(
  context: Context,
  type: EventType,
  subject: string,
  data: Readonly<Record<string, unknown>> = {},
): void {
  context.actions.push({ type: 'emit', event: { type, subject, data } });
}
