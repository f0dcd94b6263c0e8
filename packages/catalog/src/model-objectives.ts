/** What a platform promises: objectives of its services, what happens as their budgets run out, and what breaking them costs. */

/** The section `slo`: what is said of all objectives together. */
export interface Objectives {
  /** Globs from the folder of the catalog, as written. */
  readonly include: readonly string[];
  /** What the globs lead to, each file once, as text: who reads them needs no disk. */
  readonly documents: readonly IncludedDocument[];
  readonly policy: readonly FreezeRule[];
  readonly maintenance: readonly MaintenanceTime[];
}

/** A document in the form of OpenSLO, Sloth or Pyrra. */
export interface IncludedDocument {
  /** Absolute. */
  readonly file: string;
  readonly text: string;
}

/** Where something stands in the file of the catalog; 1-based, columns count UTF-16 units. */
export interface SourcePlace {
  readonly line: number;
  readonly column: number;
}

/** One promise of a service, as the file states it. */
export interface ServiceObjective {
  /** A DNS label, unique in the service. */
  readonly name: string;
  /** For people. */
  readonly description?: string;
  /** Percent as decimal text, above 0 and below 100: `99.9`. Text, because 99.9 % has to leave exactly 0.1 %. */
  readonly target: string;
  readonly window: ObjectiveWindow;
  readonly sli: ServiceIndicator;
  readonly budgeting: ServiceBudgeting;
  readonly alerts: ObjectiveAlerts;
  readonly place: SourcePlace;
}

/** The time over which a promise holds. */
export type ObjectiveWindow =
  /** The last `lengthMs`, at any moment: an hour to 400 days. */
  | { readonly kind: 'rolling'; readonly lengthMs: number }
  /** From one boundary of the calendar to the next, in a zone of the IANA database; weeks begin on Monday. */
  | { readonly kind: 'calendar'; readonly unit: CalendarWindowUnit; readonly timezone: string };

export const CALENDAR_WINDOW_UNITS = ['day', 'week', 'month', 'quarter', 'year'] as const;

export type CalendarWindowUnit = (typeof CALENDAR_WINDOW_UNITS)[number];

/** What is looked at to know whether the promise is kept. */
export type ServiceIndicator =
  /** By events: a request that is answered with a status of 500 or more is bad. */
  | { readonly kind: 'availability' }
  /** By events: a request that takes no more than `belowMs` is good. A border of the mesh's histogram. */
  | { readonly kind: 'latency'; readonly belowMs: number }
  /** By time: the path, asked at the stable address, answers 200. */
  | { readonly kind: 'probe'; readonly path: string }
  /** By events, counted in PromQL, with or without `[$window]`. */
  | { readonly kind: 'ratio'; readonly part: 'good' | 'bad'; readonly count: string; readonly total: string }
  /** By time: good where the figure, in PromQL, compares so with `value`. */
  | {
      readonly kind: 'threshold';
      readonly metric: string;
      readonly comparison: ThresholdComparison;
      readonly value: number;
    };

export const THRESHOLD_COMPARISONS = ['below', 'above', 'atMost', 'atLeast'] as const;

export type ThresholdComparison = (typeof THRESHOLD_COMPARISONS)[number];

/** What one unit of budget is. */
export type ServiceBudgeting =
  /** One event; for what is observed by time a second. */
  | { readonly method: 'occurrences' }
  /** A slice of time, good where at least `targetRatio` (above 0, at most 1) of it is. */
  | { readonly method: 'timeslices'; readonly sliceMs: number; readonly targetRatio: number }
  /** A slice of time, by the share of it that is good. */
  | { readonly method: 'ratio-timeslices'; readonly sliceMs: number };

/** Which alerts an objective gives rise to. @defaultValue all */
export interface ObjectiveAlerts {
  /** A fast burning budget pages. */
  readonly page: boolean;
  /** A slowly burning one opens a ticket. */
  readonly ticket: boolean;
  /** Nothing to measure opens one as well. */
  readonly noData: boolean;
}

export const FREEZABLE = ['releases', 'experiments', 'maintenance'] as const;

export type Freezable = (typeof FREEZABLE)[number];

/** What is not done any more while a budget is that low. */
export interface FreezeRule {
  readonly when: BudgetCondition;
  readonly freeze: readonly Freezable[];
  /** Services whose budgets count, and that are frozen; undefined: all. */
  readonly services?: readonly string[];
  /** Objectives whose budgets count, by `NAME` or `SERVICE/NAME`; undefined: all. */
  readonly objectives?: readonly string[];
  readonly place: SourcePlace;
}

export type BudgetCondition =
  /** Less than this share of the budget is left, above 0 and at most 1. */
  | { readonly kind: 'remaining-below'; readonly ratio: number }
  /** Nothing of it is left. */
  | { readonly kind: 'exhausted' };

/** An interruption that was agreed on: objectives that are measured by time do not count it. */
export interface MaintenanceTime {
  /** Unique. */
  readonly name: string;
  /** ISO 8601 UTC, a multiple of five minutes: `2026-12-01T02:00:00.000Z`. */
  readonly from: string;
  /** In the same form, after `from`. */
  readonly to: string;
  /** Undefined: all. */
  readonly services?: readonly string[];
}

/** What a customer gets back, and for what. */
export interface CreditRule {
  readonly service: string;
  readonly when: CreditCondition;
  /** Share of what was paid, above 0 and at most 1. */
  readonly creditRatio: number;
  /** Name of the objective of the service that is meant; undefined: any of them. */
  readonly slo?: string;
  readonly place: SourcePlace;
}

export type CreditCondition =
  /** Attainment stayed below the objective for this long without a break, ms. */
  | { readonly kind: 'violated'; readonly forMs: number }
  /** Good time of a calendar month, as a percentage in decimal text (`99.5`), fell below this. */
  | { readonly kind: 'monthly-uptime'; readonly belowPercent: string };
