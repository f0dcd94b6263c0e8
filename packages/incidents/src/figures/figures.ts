/** What is summed up of incidents. Figures that nothing is known of are null, never 0. */

/** Found within this long after the trouble began: a commitment of operations. */
export const DETECT_WITHIN_MS = 60_000;
/** Nothing wrong any more after this long of trouble: a commitment of operations. */
export const RESTORE_WITHIN_MS = 300_000;

/** How far a commitment was kept. */
export interface Commitment {
  /** Incidents that it is known of. */
  readonly judged: number;
  readonly kept: number;
  /** 0-1. */
  readonly keptRatio: number | null;
}

/** Of incidents of severity 1 to 3 in one period. */
export interface Figures {
  /** With some of their time in the period. */
  readonly incidents: number;
  readonly bySeverity: Readonly<Record<'1' | '2' | '3', number>>;
  /** Of these, not resolved yet. */
  readonly open: number;
  /** Of these, begun in the period: of them are the mean times to detect and acknowledge, and the commitments. */
  readonly began: number;
  /** From the begin of the trouble to its detection, mean, ms. */
  readonly mttdMs: number | null;
  /** From the detection until somebody took it on, mean of those that somebody did, ms. */
  readonly mttaMs: number | null;
  /** That nobody took on, or not yet. */
  readonly unacknowledged: number;
  /** What of the period was disturbed, summed over incidents, ms. */
  readonly downtimeMs: number;
  /** `downtimeMs` by `incidents`. */
  readonly mttrMs: number | null;
  /** The one with most downtime in the period. */
  readonly longest: { readonly number: number; readonly downtimeMs: number } | null;
  readonly detection: Commitment;
  readonly restoration: Commitment;
  /** Incidents of severity 4, which wake nobody and are in no other figure. */
  readonly tickets: number;
}

/** What changed against the period before; null where a figure is not known of both. */
export interface Trend {
  readonly incidents: number;
  readonly downtimeMs: number;
  readonly mttdMs: number | null;
  readonly mttaMs: number | null;
  readonly mttrMs: number | null;
}

/** A period beside the one before it, which is as long. */
export interface ComparedFigures {
  readonly period: Figures;
  readonly before: Figures;
  readonly trend: Trend;
}

/** Overall, and for every service or team, by name. An incident counts for one group: their sums are those overall. */
export interface GroupedFigures {
  readonly overall: ComparedFigures;
  readonly groups: readonly (ComparedFigures & { readonly name: string })[];
}

export type FiguresBy = 'service' | 'team';

/** `[fromMs, toMs)`; what is open lasts until `nowMs`. */
export interface FiguresPeriod {
  readonly fromMs: number;
  readonly toMs: number;
  readonly nowMs: number;
}

export interface IncidentFigures {
  readonly fromMs: number;
  readonly toMs: number;
  readonly by: FiguresBy;
  readonly real: GroupedFigures;
  /** In figures of their own: trouble that was made on purpose. */
  readonly drills: GroupedFigures;
}
