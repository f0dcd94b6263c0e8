/**
 * Which troubles people are to be told of. A service that fails together with what it depends on is not told of: its
 * dependency is. Since the dependent may fail first, its alert waits while a dependency is suspect.
 */
import { after } from './moment.ts';
import type { DetectionState, Moment, ProbeTrouble, Trouble, Workload } from './model.ts';
import { COME_BACK_MS, DEPENDENCY_WAIT_MS, LONGEST_SUSPICION_MS, SUSPICION_MS } from './timing.ts';
import { placeOf, SERVER } from './topology.ts';

/**
 * Lets time go by. Decisions fall at their own times, however seldom this is called: the outcome depends on what
 * happened when, not on how often somebody looked.
 */
export function advance(state: DetectionState, nowMs: number): DetectionState {
  let current = state;
  for (;;) {
    const next = nextDueMs(current);
    if (next > nowMs) break;
    current = decideAt(current, next);
  }
  return decideAt(current, Math.max(nowMs, current.nowMs));
}

/** When something is to be decided although nothing happens, ms; infinite where nothing is. */
export function nextDueMs(state: DetectionState): number {
  let next = Infinity;
  for (const workload of state.workloads.values()) {
    for (const trouble of troublesOf(workload)) {
      for (const ms of decisionTimes(state, workload, trouble)) if (ms > state.nowMs && ms < next) next = ms;
    }
  }
  return next;
}

function decideAt(state: DetectionState, nowMs: number): DetectionState {
  let current: DetectionState = { ...state, nowMs };
  if (state.stopping) return current;
  // Dependencies first: what they are found guilty of, their dependents are not.
  for (const name of inOrderOfNeeds(current)) {
    const before = current.workloads.get(name);
    if (before === undefined) continue;
    const after = decide(current, before);
    if (after !== before) current = { ...current, workloads: new Map(current.workloads).set(name, after) };
  }
  return current;
}

function inOrderOfNeeds({ workloads, topology }: DetectionState): readonly string[] {
  const needs = (name: string): number => placeOf(topology, name).needs.size;
  const troubled = [...workloads.values()].filter((workload) => troublesOf(workload).length > 0);
  return troubled.map(({ name }) => name).sort((one, other) => needs(one) - needs(other) || (one < other ? -1 : 1));
}

function decide(state: DetectionState, workload: Workload): Workload {
  const { down } = workload;
  let decided = workload;
  if (down !== null && isDue(state, workload, down))
    decided = { ...decided, down: { ...down, fired: momentOf(state, down) } };
  for (const instance of workload.instances.values()) {
    const { probing } = instance;
    if (probing === null || !isDue(state, workload, probing)) continue;
    const fired = { ...instance, probing: { ...probing, fired: momentOf(state, probing) } };
    decided = { ...decided, instances: new Map(decided.instances).set(instance.slot, fired) };
  }
  return decided;
}

/** What has not been told of yet. The server's own absence is nothing that the server can tell. */
function troublesOf({ name, down, instances }: Workload): readonly (Trouble | ProbeTrouble)[] {
  if (name === SERVER) return [];
  const probing = [...instances.values()].flatMap((instance) => instance.probing ?? []);
  return [...(down === null ? [] : [down]), ...probing].filter(({ fired }) => fired === null);
}

function isDue(state: DetectionState, workload: Workload, trouble: Trouble): boolean {
  if (trouble.fired !== null || workload.name === SERVER || state.nowMs < trouble.dueMs) return false;
  const needed = neededBy(state, workload);
  if (needed.length === 0) return true;
  if (needed.some((other) => explains(other, trouble, state.nowMs))) return false;
  const waitedMs = state.nowMs - trouble.dueMs;
  if (waitedMs < DEPENDENCY_WAIT_MS) return false;
  return waitedMs >= LONGEST_SUSPICION_MS || !needed.some((other) => isSuspect(other, state.nowMs));
}

/** Every time at which `isDue` may change its mind while nothing happens. */
function decisionTimes(state: DetectionState, workload: Workload, { dueMs }: Trouble): readonly number[] {
  const ownTimes = [dueMs, dueMs + DEPENDENCY_WAIT_MS, dueMs + LONGEST_SUSPICION_MS];
  return neededBy(state, workload).reduce<readonly number[]>((times, { troubledMs, lastOutage }) => {
    const back = lastOutage === null ? [] : [lastOutage.end.ms + COME_BACK_MS];
    return [...times, troubledMs + SUSPICION_MS, ...back];
  }, ownTimes);
}

function neededBy({ topology, workloads }: DetectionState, { name }: Workload): readonly Workload[] {
  return [...placeOf(topology, name).needs].flatMap((needed) => workloads.get(needed) ?? []);
}

/** People know of the dependency already, or did until a moment ago. */
function explains({ down, lastOutage }: Workload, trouble: Trouble, nowMs: number): boolean {
  if (isTold(down)) return true;
  if (lastOutage === null || nowMs >= lastOutage.end.ms + COME_BACK_MS) return false;
  const { sinceMs, end } = lastOutage;
  return trouble.since.ms >= sinceMs - SUSPICION_MS && trouble.since.ms <= end.ms + SUSPICION_MS;
}

/** Whether people know of it. */
export function isTold(trouble: Trouble | null): trouble is Trouble & { readonly fired: Moment } {
  return trouble !== null && trouble.fired !== null;
}

/** Now, on both clocks. */
function momentOf({ nowMs }: DetectionState, { since }: Trouble): Moment {
  return after(since, nowMs - since.ms);
}

/** It is down and not decided on, or something happened to it just now. */
function isSuspect({ down, wasReady, troubledMs }: Workload, nowMs: number): boolean {
  return (down !== null && wasReady) || nowMs < troubledMs + SUSPICION_MS;
}
