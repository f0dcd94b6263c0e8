/**
 * What client and supervisor say to each other: HTTP with JSON bodies on a Unix socket in a directory that only its
 * owner can enter. Event and log streams are one JSON document a line.
 */
import type { Catalog } from '@nines/catalog';
import type { InstanceState, PlatformStatus } from '@nines/kernel';

/** Raised whenever the two sides would misunderstand each other; a mismatch is refused, never guessed at. */
export const CONTROL_VERSION = 1;

export const CONTROL_VERSION_HEADER = 'nines-control-version';

/** `POST /apply` */
export interface ApplyRequest {
  readonly catalog: Catalog;
  /** Values that the caller's environment has for declared secrets, by variable name. Kept with mode 0600. */
  readonly secretValues: Readonly<Record<string, string>>;
  /** @defaultValue what is in effect */
  readonly provisions?: Provisions;
}

/** What Nines' own workloads are made of, besides the catalog. */
export interface Provisions {
  /** Absolute paths of programs that somebody else made, by name: `prometheus`, `node-exporter`. */
  readonly tools: Readonly<Record<string, string>>;
  /** A PostgreSQL of the team's own for the state of Nines; null: the one before, or one that Nines runs. Kept with mode 0600. */
  readonly databaseUrl: string | null;
}

/** `GET /desired`: what should be, for who configures what watches it. */
export interface DesiredReport {
  readonly catalog: Catalog;
  readonly stateDirectory: string;
  readonly tools: Provisions['tools'];
  /** Where each of Nines' own workloads listens, by name. */
  readonly ports: Readonly<Record<string, number>>;
}

/** `POST /services/NAME/scale` */
export interface ScaleRequest {
  readonly replicas: number;
}

/** `GET /platform`: the status, and what a person at the terminal wants to know besides. */
export interface PlatformReport {
  readonly status: PlatformStatus;
  readonly supervisor: { readonly pid: number; readonly guardPid: number | null; readonly startedAt: string };
  readonly stateDirectory: string;
  /** Services whose instances are being replaced by those of another definition. */
  readonly rolling: readonly string[];
  /** Those among them whose new instance does not get ready; the old ones serve on. */
  readonly stalled: readonly { readonly service: string; readonly reason: string }[];
  /** From the apply that started the platform until everything was ready for the first time, ms; null before that. */
  readonly readyAfterMs: number | null;
  /** PSS of every process of the platform, the supervisor included, bytes; null before the first sample. */
  readonly memoryBytes: number | null;
  /** Doors for outside traffic: the URL that a person opens, by service. */
  readonly openings: readonly { readonly service: string; readonly url: string }[];
  /** What stands in the way of being ready, in words. */
  readonly problems: readonly Problem[];
}

/** One thing a person should know: what, about what, and what to do. */
export interface Problem {
  readonly subject: string;
  readonly state: InstanceState | 'listener';
  readonly message: string;
}

/** Body of every answer that is not 2xx. @see RFC 9457 */
export interface ControlProblem {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
}
