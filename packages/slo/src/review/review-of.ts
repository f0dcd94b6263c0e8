/** Looks back on a period of an objective: what was attained, what it cost, and what follows for the target. */
import type { Ledger } from '../budget/ledger.ts';
import { isMeasuredByTime } from '../objective/measure.ts';
import { objectiveId } from '../objective/objective.ts';
import type { Objective } from '../objective/objective.ts';
import type { Interval } from '../period/interval.ts';
import { previousPeriod } from '../period/period-at.ts';
import type { MonthOfCredits } from '../sla/credits-owed.ts';
import { PERIODS, proposalsFor } from './proposals.ts';
import type { Proposal } from './proposals.ts';
import { reviewedPeriod } from './reviewed-period.ts';
import type { ReviewedPeriod } from './reviewed-period.ts';
import { worstDays } from './worst-days.ts';
import type { DayOfSpending } from './worst-days.ts';

/** An alert as it is remembered. */
export interface PastAlert {
  /** `1h/5m`. */
  readonly tier: string;
  readonly severity: 'critical' | 'warning';
  readonly startedAtMs: number;
  /** Null while it fires. */
  readonly easedAtMs: number | null;
}

export interface ReviewOptions {
  /** Until when things are known, ms. */
  readonly nowMs: number;
  /** In which days begin. @defaultValue that of a calendar period, else 'UTC' */
  readonly timezone?: string;
  /** What customers are owed; only what this objective speaks for is taken. */
  readonly credits?: readonly MonthOfCredits[];
  /** Undefined: it is not known which there were. */
  readonly alerts?: readonly PastAlert[];
}

/** A report as data. Nothing in it depends on when, where or how often it is made. */
export interface Review {
  /** `portal/errors`. */
  readonly objective: string;
  readonly description: string | null;
  /** In percent. */
  readonly target: string;
  /** What `total` and `bad` count. */
  readonly measuredIn: 'events' | 'seconds';
  readonly timezone: string;
  readonly period: ReviewedPeriod;
  /** Those before it, the latest first. */
  readonly before: readonly ReviewedPeriod[];
  readonly worstDays: readonly DayOfSpending[];
  readonly credits: readonly ReviewedCredit[];
  readonly alerts: readonly PastAlert[] | null;
  readonly proposals: readonly Proposal[];
}

export interface ReviewedCredit {
  /** `2026-03`. */
  readonly month: string;
  /** Share of what was paid, 0-1. */
  readonly creditRatio: number;
  readonly causes: readonly Interval[];
}

const WORST_DAYS = 5;

/**
 * @param ledger - reaches back two periods before this one, so that there is something to compare with
 * @param period - whole; see `periodAt` and `previousPeriod`
 */
export function reviewOf(objective: Objective, ledger: Ledger, period: Interval, options: ReviewOptions): Review {
  const { nowMs, timezone = timezoneOf(objective), credits = [], alerts } = options;
  const look = (each: Interval): ReviewedPeriod => reviewedPeriod(objective, ledger, each, nowMs);
  const reviewed = look(period);
  const before = periodsBefore(objective, period).map(look);
  const days = worstDays(objective, ledger, period, timezone, WORST_DAYS);
  return {
    objective: objectiveId(objective),
    description: objective.description ?? null,
    target: objective.target,
    measuredIn: isMeasuredByTime(objective) ? 'seconds' : 'events',
    timezone,
    period: reviewed,
    before,
    worstDays: days,
    credits: creditsOf(objective, credits, period),
    alerts: alerts?.filter((alert) => touches(alert, period)) ?? null,
    proposals: proposalsFor(objective, [reviewed, ...before], days),
  };
}

function timezoneOf({ period }: Objective): string {
  return period.kind === 'calendar' ? period.timezone : 'UTC';
}

function periodsBefore(objective: Objective, period: Interval): readonly Interval[] {
  const periods = [period];
  while (periods.length < PERIODS) periods.push(previousPeriod(objective.period, periods.at(-1) ?? period));
  return periods.slice(1);
}

function touches({ startedAtMs, easedAtMs }: PastAlert, { startMs, endMs }: Interval): boolean {
  return startedAtMs < endMs && (easedAtMs ?? Infinity) > startMs;
}

/** Of each month that the period touches, what this objective speaks for. */
function creditsOf(
  { service, name }: Objective,
  months: readonly MonthOfCredits[],
  period: Interval,
): readonly ReviewedCredit[] {
  return months
    .filter((month) => month.startMs < period.endMs && month.endMs > period.startMs)
    .flatMap(({ month, credits }) =>
      credits.flatMap(({ rule, findings }) =>
        findings
          .filter(({ slo }) => rule.service === service && slo === name)
          .map(({ causes }) => ({ month, creditRatio: rule.creditRatio, causes })),
      ),
    );
}
