/**
 * Objectives, whatever document they come from: how good a service is to be, over which period, by which observations.
 *
 * Everything else in this package is a function of these records: rules for Prometheus, budgets, simulations, documents
 * in other formats.
 */

export interface Objective {
  /** Service that makes the promise. A DNS label where it comes from a catalog. */
  readonly service: string;
  /** Unique within its service. Together they are the identity: `portal/errors`. */
  readonly name: string;
  /** For people. */
  readonly description?: string;
  /** Percent as decimal text without superfluous zeros, above 0 and below 100: `99.9`. See `budgetRatio`. */
  readonly target: string;
  readonly period: Period;
  readonly indicator: Indicator;
  /** What one unit of budget is. */
  readonly budgeting: Budgeting;
  readonly alerting: Alerting;
  /** Of alerts, beside those that say whose objective it is. */
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly place: Place;
}

/** Where a document says so; 1-based. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** The time over which the promise holds. */
export type Period =
  /** The last `lengthMs`, at any moment. */
  | { readonly kind: 'rolling'; readonly lengthMs: number }
  /** From one boundary of the calendar to the next, in an IANA time zone, daylight saving included. */
  | { readonly kind: 'calendar'; readonly unit: CalendarUnit; readonly timezone: string };

/** Weeks begin on Monday (ISO 8601). */
export type CalendarUnit = 'day' | 'week' | 'month' | 'quarter' | 'year';

export type Indicator =
  | EventIndicator
  /** A figure that is as it should be, or is not, at every moment: observed by time. Moments without the figure are gaps. */
  | { readonly kind: 'condition'; readonly metric: string; readonly operator: Comparison; readonly value: number }
  /** A share that somebody else computed, 0-1: observed by time, so that busy hours weigh no more than quiet ones. */
  | { readonly kind: 'share'; readonly metric: string; readonly part: 'good' | 'bad' };

/** Good or bad events among all events. */
export interface EventIndicator {
  readonly kind: 'events';
  readonly total: Count;
  readonly part: 'good' | 'bad';
  readonly count: Count;
}

/** The figure is good where `figure OPERATOR value` holds. */
export type Comparison = 'lt' | 'lte' | 'gt' | 'gte' | 'eq';

/** Events, counted in PromQL. */
export type Count =
  /** An instant vector of counters that only grow, `http_requests_total{code=~"5.."}`; any number of series. */
  | { readonly form: 'counters'; readonly promql: string }
  /** An expression over a range, with `$window` where its length goes: `sum(rate(requests_total[$window]))`. */
  | { readonly form: 'window'; readonly promql: string };

/** @see OpenSLO 1.0, "SLO", `budgetingMethod` */
export type Budgeting =
  /** Every event counts once; what is observed by time counts by its seconds. */
  | { readonly method: 'occurrences' }
  /** Every slice counts once, and is good where at least `sliceTarget` (0-1) of it is. */
  | { readonly method: 'timeslices'; readonly sliceMs: number; readonly sliceTarget: number }
  /** Every slice counts once, by the share of it that is good. */
  | { readonly method: 'ratio-timeslices'; readonly sliceMs: number };

/** Which burn rates are told of, and to whom. */
export interface Alerting {
  /** The two faster window pairs. */
  readonly page: boolean;
  /** The two slower ones. */
  readonly ticket: boolean;
  /** Whether it is told when nothing can be measured any more. */
  readonly noData: boolean;
}

export const ALL_ALERTS: Alerting = { page: true, ticket: true, noData: true };

/** `portal/errors`. */
export function objectiveId({ service, name }: Pick<Objective, 'service' | 'name'>): string {
  return `${service}/${name}`;
}
