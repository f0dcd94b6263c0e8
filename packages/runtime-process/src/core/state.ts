/** What supervision knows: workloads with their slots. Rules work on a private draft, everyone else reads. */
import { NO_PULSE, shiftPulse, type Pulse } from './pulse.ts';
import type { ServiceLevel, WorkloadSpec } from './model.ts';

/**
 * - `pending`: no process; started as soon as that is allowed
 * - `starting`: a process was asked for
 * - `running`: it runs; `pulse` says whether it is ready
 * - `draining`, `stopping`, `killing`: on its way out
 * - `crashed`: no process; tried again at `retryAt`
 * - `stopped`: no process, and none is wanted
 */
export type Phase = 'pending' | 'starting' | 'running' | 'draining' | 'stopping' | 'killing' | 'crashed' | 'stopped';

/** A replica's stable place. At most one process belongs to it at any time. */
export interface Slot {
  readonly name: string;
  readonly index: number;
  phase: Phase;
  /** When the phase began. */
  since: number;
  /** When the next step of leaving is due; null while not leaving. */
  deadline: number | null;
  /** Of the last start; 0 before the first. */
  incarnation: number;
  revision: string;
  generation: number;
  /** When the process was reported to run; null where there is none. */
  startedAt: number | null;
  retryAt: number | null;
  crashesInRow: number;
  restarts: number;
  /** Why it is killed as stuck; null otherwise. */
  stuck: string | null;
  pulse: Pulse;
}

export interface Workload {
  spec: WorkloadSpec;
  removed: boolean;
  scaledTo: number | null;
  /** Counts `restart` orders; with the spec's revision it makes the target of a roll. */
  generation: number;
  /** Its dependencies were ready once; from then on its instances start without waiting. */
  gateOpen: boolean;
  rolling: boolean;
  stalled: boolean;
  /** A single replica is being replaced: a second one is wanted for the time. */
  surging: boolean;
  healing: string | null;
  level: ServiceLevel;
  /** By index, without gaps. */
  slots: Slot[];
}

/** The working copy of one decision. */
export interface Draft {
  readonly workloads: Map<string, Workload>;
  starts: number;
  shuttingDown: boolean;
  /** `platform.stopped` was said. */
  stopped: boolean;
  /** Of the last decision. */
  now: number;
  /** When a decision is due even without news; Infinity where none is. */
  wakeAt: number;
}

type Frozen<T> =
  T extends Map<infer K, infer V>
    ? ReadonlyMap<K, Frozen<V>>
    : T extends object
      ? { readonly [Key in keyof T]: Frozen<T[Key]> }
      : T;

/** The state of supervision. Opaque: read it through `views`, `toRecord` and `nextWakeAt`. */
export type Supervision = Frozen<Draft>;

/** A workload as others see it. */
export type ReadonlyWorkload = Frozen<Workload>;

/** A slot as others see it. */
export type ReadonlySlot = Frozen<Slot>;

/** Nothing supervised yet. */
export function createSupervision(): Supervision {
  return { workloads: new Map(), starts: 0, shuttingDown: false, stopped: false, now: -Infinity, wakeAt: Infinity };
}

/**
 * A draft to decide on at `now`. Where the clock went back, everything that was noted or scheduled moves with it, so
 * that no wait grows longer than it was.
 */
export function draftOf(state: Supervision, now: number): Draft {
  const backMs = Math.min(0, now - state.now);
  const workloads = new Map<string, Workload>();
  for (const [name, workload] of state.workloads) {
    workloads.set(name, { ...workload, slots: workload.slots.map((slot) => copySlot(slot, backMs)) });
  }
  return { ...state, workloads, now };
}

function copySlot(slot: ReadonlySlot, byMs: number): Slot {
  if (byMs === 0) return { ...slot };
  const shift = (at: number | null) => (at === null ? null : at + byMs);
  return {
    ...slot,
    since: slot.since + byMs,
    deadline: shift(slot.deadline),
    startedAt: shift(slot.startedAt),
    retryAt: shift(slot.retryAt),
    pulse: shiftPulse(slot.pulse, byMs),
  };
}

/** A place for a replica, without a process. */
export function newSlot(workload: Workload, index: number, now: number): Slot {
  return {
    name: `${workload.spec.name}-${index}`,
    index,
    phase: 'pending',
    since: now,
    deadline: null,
    incarnation: 0,
    revision: workload.spec.revision,
    generation: workload.generation,
    startedAt: null,
    retryAt: null,
    crashesInRow: 0,
    restarts: 0,
    stuck: null,
    pulse: NO_PULSE,
  };
}

/** Replicas that are wanted, the temporary one of a roll apart. An exclusive workload has one at most. */
export function wantedReplicas(workload: ReadonlyWorkload): number {
  if (workload.removed) return 0;
  const wanted = workload.scaledTo ?? workload.spec.replicas;
  return workload.spec.exclusive ? Math.min(1, wanted) : wanted;
}

/** How many slots are to run, the temporary one of a roll included. */
export function wantedSlotCount(workload: ReadonlyWorkload): number {
  const replicas = wantedReplicas(workload);
  return replicas === 1 && workload.surging ? 2 : replicas;
}

/** The slots that are to run and exist. */
export function wantedSlots(workload: Workload): Slot[] {
  return workload.slots.slice(0, wantedSlotCount(workload));
}

/** Whether a process exists or may exist. */
export function hasProcess(slot: Pick<Slot, 'phase'>): boolean {
  return PHASES_WITH_PROCESS.has(slot.phase);
}

const PHASES_WITH_PROCESS: ReadonlySet<Phase> = new Set(['starting', 'running', 'draining', 'stopping', 'killing']);

/** Whether the process is on its way out, asked for or as stuck. */
export function isLeaving(slot: Pick<Slot, 'phase'>): boolean {
  return slot.phase === 'draining' || slot.phase === 'stopping' || slot.phase === 'killing';
}

/** Whether it runs and said that it is ready. */
export function isReady(slot: ReadonlySlot): boolean {
  return slot.phase === 'running' && slot.pulse.ready;
}

/** Whether it is, or was last, an instance of what is wanted now. */
export function isCurrent(slot: ReadonlySlot, workload: ReadonlyWorkload): boolean {
  return slot.revision === workload.spec.revision && slot.generation === workload.generation;
}
