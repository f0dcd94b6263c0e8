/**
 * The vocabulary of supervision's decisions: what a supervisor knows, what it learns, what it does about it.
 *
 * Everything here is plain data. `decide` turns (state, input, now) into (state, actions); an adapter carries the
 * actions out and reports back with inputs. All times are monotonic ms of the injected clock.
 */
import type { InstanceState } from '@nines/kernel';
import type { EventType } from './events.ts';

/** How often to ask, and how many misses in a row count. Sending the probe is the adapter's part. */
export interface ProbeRule {
  readonly periodMs: number;
  readonly timeoutMs: number;
  readonly failureThreshold: number;
}

/** What the core needs to know of a workload; how an instance is launched is the adapter's part. */
export interface WorkloadSpec {
  /** Unique among services and system workloads. */
  readonly name: string;
  /** Hash of everything that makes an instance what it is, replicas apart. Another revision means a roll. */
  readonly revision: string;
  /** Replicas by the catalog. */
  readonly replicas: number;
  /** Workloads of which one instance must be ready before the first start of an instance of this one. */
  readonly dependsOn: readonly string[];
  readonly probes: {
    readonly startup?: ProbeRule;
    readonly liveness?: ProbeRule;
    readonly readiness?: ProbeRule;
  };
  readonly restart: { readonly initialMs: number; readonly capMs: number };
  /** Between the stop signal and SIGKILL, ms. */
  readonly graceMs: number;
  /** Longest wait for requests under way before the stop signal, ms; 0 does not drain. */
  readonly drainTimeoutMs: number;
  /** Starting the new instance beside the old one is impossible (a fixed port, a data directory). */
  readonly exclusive: boolean;
}

export type ProbeKind = 'startup' | 'liveness' | 'readiness';

/** How a process came to its end; both null where nobody saw it (it died while unwatched and left no record). */
export interface Exit {
  readonly code: number | null;
  /** `SIGKILL` */
  readonly signal: string | null;
}

/**
 * What was learned. `incarnation` numbers the starts of a platform: unique and growing, also over slots that came back
 * under an old name. Reports on another incarnation than a slot's current one are ignored. After `shutdown`, further
 * orders (`apply`, `scale`, `restart`) are ignored too: whoever takes them must refuse them.
 */
export type Input =
  | { readonly type: 'apply'; readonly workloads: readonly WorkloadSpec[] }
  | { readonly type: 'scale'; readonly workload: string; readonly replicas: number }
  | { readonly type: 'restart'; readonly workload: string }
  | { readonly type: 'shutdown' }
  | { readonly type: 'started'; readonly slot: string; readonly incarnation: number }
  | { readonly type: 'start-failed'; readonly slot: string; readonly incarnation: number; readonly reason: string }
  | { readonly type: 'exited'; readonly slot: string; readonly incarnation: number; readonly exit: Exit }
  | { readonly type: 'drained'; readonly slot: string; readonly incarnation: number }
  | ProbeInput
  | { readonly type: 'tick' };

export interface ProbeInput {
  readonly type: 'probed';
  readonly slot: string;
  readonly incarnation: number;
  readonly probe: ProbeKind;
  readonly ok: boolean;
  /**
   * Whether a miss was a reply of the process all the same: an HTTP status that means no, an exit code. No reply at
   * all (time ran out, connection refused or reset) is false. Only silence can show that a process is stuck.
   * @defaultValue `ok`
   */
  readonly answered?: boolean;
  /** Why it failed; for events. */
  readonly reason?: string;
  /** Signs of life, read when a probe missed. */
  readonly progress?: {
    readonly stopped: boolean;
    /** It works, or waits for a CPU or a disk. @defaultValue false */
    readonly busy?: boolean;
    /** CPU time that all its processes got and waited for so far, ms. */
    readonly cpuMs: number;
  };
}

/** What to do. Carrying one out twice does no harm. */
export type Action =
  /** Launch; answered by `started` or `start-failed`, later by `exited`. */
  | {
      readonly type: 'start';
      readonly slot: string;
      readonly workload: string;
      readonly incarnation: number;
      readonly revision: string;
    }
  /** Take out of the mesh and wait for requests under way; answered by `drained`. */
  | { readonly type: 'drain'; readonly slot: string; readonly incarnation: number }
  /** Send the workload's stop signal. */
  | { readonly type: 'stop'; readonly slot: string; readonly incarnation: number }
  /** SIGKILL to the process and all its descendants. */
  | { readonly type: 'kill'; readonly slot: string; readonly incarnation: number }
  /** The slot is gone for good: its port and files may go. */
  | { readonly type: 'release'; readonly slot: string }
  | { readonly type: 'emit'; readonly event: EventDraft };

/** An event without what the spool adds: id, source and time. */
export interface EventDraft {
  readonly type: EventType;
  readonly subject: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** What outlives a supervisor: written to disk after each decision, before its actions are carried out. */
export interface SupervisionRecord {
  /** Starts so far: the highest incarnation given out. */
  readonly starts: number;
  readonly shuttingDown: boolean;
  readonly workloads: readonly WorkloadRecord[];
  readonly slots: readonly SlotRecord[];
}

export interface WorkloadRecord {
  readonly spec: WorkloadSpec;
  /** No longer wanted; its last instances are being stopped. */
  readonly removed: boolean;
  /** Replicas by `scale`; null where the catalog's count holds. */
  readonly scaledTo: number | null;
  /** How often a restart was asked for. Instances of an older generation are to be replaced. */
  readonly generation: number;
  readonly gateOpen: boolean;
  readonly rolling: boolean;
  readonly stalled: boolean;
  readonly surging: boolean;
  /** The slot that was killed for being stuck and is not ready again yet. */
  readonly healing: string | null;
  readonly level: ServiceLevel;
}

/** How much of a workload serves; `new` until the first instance is ready. */
export type ServiceLevel = 'new' | 'down' | 'partial' | 'ready';

export interface SlotRecord {
  readonly slot: string;
  readonly workload: string;
  readonly index: number;
  readonly incarnation: number;
  readonly revision: string;
  readonly generation: number;
  /** Whether a process was asked for whose end is not known yet. */
  readonly launched: boolean;
  /** It was being stopped in good order: its end is no crash. */
  readonly leaving: boolean;
  readonly startupDone: boolean;
  /** It replied to a probe once. */
  readonly answered: boolean;
  readonly everReady: boolean;
  readonly ready: boolean;
  /** Start, monotonic ms; null where `started` was not reported. */
  readonly startedAt: number | null;
  readonly retryAt: number | null;
  readonly crashesInRow: number;
  readonly restarts: number;
}

/** A recorded slot and what was found of it by a new supervisor. */
export interface RestoredSlot extends SlotRecord {
  /** Whether the process is alive (identity checked); a dead one comes with how it ended, where that is known. */
  readonly alive: boolean;
  readonly exit?: Exit;
}

/** What a new supervisor starts from. */
export interface RestoredSupervision extends Omit<SupervisionRecord, 'slots'> {
  readonly slots: readonly RestoredSlot[];
}

/** A view of one slot for status, the mesh and the prober. */
export interface SlotView {
  readonly slot: string;
  readonly workload: string;
  readonly index: number;
  readonly state: InstanceState;
  readonly incarnation: number;
  readonly revision: string;
  readonly restarts: number;
  readonly crashesInRow: number;
  readonly startedAt: number | null;
  /** When a crashed slot is tried again, monotonic ms. */
  readonly retryAt: number | null;
  /** Whether it may get new requests. */
  readonly serving: boolean;
  /** Which probes to run now. */
  readonly probing: readonly ProbeKind[];
  /**
   * A reply is overdue: ask again at once and every `SUSPECT_PROBE` until it answers, so that one that is really stuck
   * is known within 3 s.
   */
  readonly suspect: boolean;
}
