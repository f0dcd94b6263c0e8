/**
 * The vocabulary of detection: what is known of a platform, what is learned, what is wrong.
 *
 * Everything is plain, immutable data. Times in ms are monotonic, of the injected clock; `at` is wall-clock time, for
 * people and for `startsAt` only.
 */
import type { Catalog } from '@nines/catalog';
import type { Alert, NinesEvent, PlatformStatus } from '@nines/kernel';
import type { Topology } from './topology.ts';

/** One point in time on both clocks. */
export interface Moment {
  readonly ms: number;
  /** ISO 8601 UTC. */
  readonly at: string;
}

/** Something wrong that people are told of when it lasts, and goes on until it is over. */
export interface Trouble {
  readonly since: Moment;
  /** When people are to be told, unless a dependency explains it, ms. */
  readonly dueMs: number;
  /** When it was told first; then it is told until it is over: what happens to dependencies later does not take it back. */
  readonly fired: Moment | null;
}

/** How a process came to its end. */
export interface Ending {
  readonly slot: string;
  /** `ended by SIGKILL`, `exited with 1` */
  readonly reason: string;
}

/** Crashes without a steady run between them. */
export interface CrashRow {
  readonly since: Moment;
  readonly crashes: number;
  /** Since when supervision calls it a loop; null while it does not. */
  readonly looping: Moment | null;
}

/** An instance that ran well and then did not pass its probes. */
export interface ProbeTrouble extends Trouble {
  readonly reason: string;
  /** It was killed for it; over only when the next process has run steadily. */
  readonly killed: boolean;
}

export interface Instance {
  readonly slot: string;
  readonly ready: boolean;
  /** Of its last start; null before the first one is seen. */
  readonly revision: string | null;
  readonly row: CrashRow | null;
  readonly probing: ProbeTrouble | null;
}

/** A time without any ready instance that people were told of, and that is over. */
export interface Outage {
  readonly sinceMs: number;
  readonly end: Moment;
}

export interface Workload {
  readonly name: string;
  /** Wanted replicas now. */
  readonly desired: number;
  /** When it began to be wanted, which is when its first start began. */
  readonly wantedSince: Moment;
  /** When it was scaled to nothing although the catalog wants some; null while it is wanted. */
  readonly idleSince: Moment | null;
  /** One instance was ready since it is wanted. */
  readonly wasReady: boolean;
  /** Its instances are being replaced in good order. */
  readonly rolling: boolean;
  /** No instance is ready. */
  readonly down: Trouble | null;
  readonly lastOutage: Outage | null;
  /** Last sign of trouble: a crash, a kill, an instance that stopped being ready, ms. */
  readonly troubledMs: number;
  readonly lastEnding: Ending | null;
  /** By slot. */
  readonly instances: ReadonlyMap<string, Instance>;
  /** When the last event about it arrived, ms: a status that was asked for before knows less. */
  readonly heardMs: number;
}

/** Free space of one file system. */
export interface DiskMeasurement {
  readonly kind: 'disk';
  /** A path on it. */
  readonly path: string;
  readonly freeBytes: number;
  readonly totalBytes: number;
}

/** The certificate that a host is served with. */
export interface CertificateMeasurement {
  readonly kind: 'certificate';
  readonly host: string;
  /** ms since the epoch. */
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
}

/** What the wall clock said, together with the monotonic time of the input. */
export interface ClockMeasurement {
  readonly kind: 'clock';
  readonly wallMs: number;
  /** How far the wall clock is ahead of a reference, ms, where one is known. */
  readonly offsetMs?: number;
}

/** Whether a part of monitoring, or the supervisor, answers. */
export interface ReachabilityMeasurement {
  readonly kind: 'reachability';
  /** A workload of Nines' own, or `supervisor`. */
  readonly part: string;
  readonly reachable: boolean;
  readonly reason?: string;
}

export type Measurement = DiskMeasurement | CertificateMeasurement | ClockMeasurement | ReachabilityMeasurement;

/** What was learned. */
export type DetectionInput =
  /** What should be; may come again whenever it changed. */
  | { readonly type: 'catalog'; readonly catalog: Catalog }
  | { readonly type: 'event'; readonly event: NinesEvent }
  /** How things are. Says nothing about workloads of which an event arrived at `askedMs` or later. */
  | { readonly type: 'status'; readonly status: PlatformStatus; readonly askedMs: number; readonly at: string }
  | { readonly type: 'measured'; readonly measurement: Measurement; readonly at: string }
  /** Only time went by. */
  | { readonly type: 'tick' };

/** Two thresholds, each with the time since which it has been crossed. */
export interface Thresholds {
  readonly warning: Moment | null;
  readonly critical: Moment | null;
}

export interface ClockState {
  /** Wall minus monotonic time, ms, as it was before anything went wrong. */
  readonly differenceMs: number;
  readonly wrong: { readonly since: Moment; readonly byMs: number } | null;
}

export interface Measured {
  readonly disks: ReadonlyMap<string, DiskMeasurement & Thresholds>;
  readonly certificates: ReadonlyMap<string, CertificateMeasurement & Thresholds>;
  readonly clock: ClockState | null;
  /** Parts that do not answer. */
  readonly unreachable: ReadonlyMap<string, { readonly since: Moment; readonly reason: string }>;
}

export interface DetectionState {
  readonly nowMs: number;
  readonly topology: Topology;
  readonly workloads: ReadonlyMap<string, Workload>;
  readonly measured: Measured;
  /** The platform is being stopped, or is: nothing of it is missed. */
  readonly stopping: boolean;
  /** Of the machine's start that the events were from. */
  readonly bootId: string | null;
}

/** What is known now, and what is wrong by it. */
export interface Detection {
  readonly state: DetectionState;
  /** In the order of the state's workloads; labels are unique. */
  readonly alerts: readonly Alert[];
}
