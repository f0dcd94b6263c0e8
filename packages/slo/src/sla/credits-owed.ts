/** What customers are owed for broken promises, month by month, with what happened. */
import type { CreditRule } from '@nines/catalog';
import type { Ledger } from '../budget/ledger.ts';
import { isMeasuredByTime } from '../objective/measure.ts';
import type { Objective } from '../objective/objective.ts';
import type { Interval } from '../period/interval.ts';
import { periodAt, previousPeriod } from '../period/period-at.ts';
import { localTimeAt } from '../period/time-zone.ts';
import { creditFinding } from './credit-finding.ts';
import type { CreditFinding, ObjectiveRecord } from './credit-finding.ts';
import { violationsIn } from './violations.ts';

/** An objective with what was counted of it. */
export interface RecordedObjective {
  readonly objective: Objective;
  /** Reaches back from what is evaluated by a month and a period of the objective; what it lacks is a gap. */
  readonly ledger: Ledger;
}

export interface CreditReport {
  /** In order, also those in which nothing is owed. */
  readonly months: readonly MonthOfCredits[];
  /** Rules that nothing can be said about, because the service has no objective that they are about. */
  readonly unmeasured: readonly CreditRule[];
}

export interface MonthOfCredits extends Interval {
  /** `2026-03`. */
  readonly month: string;
  /** Whether it is over. Until then more may come to be owed, never less. */
  readonly isComplete: boolean;
  /** Share of what was paid, 0-1: that of all credits together. */
  readonly creditRatio: number;
  readonly credits: readonly Credit[];
}

/** A rule grants its credit once a month, however many objectives and violations speak for it. */
export interface Credit {
  readonly rule: CreditRule;
  readonly findings: readonly CreditFinding[];
}

/**
 * Evaluates every month that the interval touches, as it stands at the interval's end.
 *
 * Gaps are counted neither as good nor as bad, and are stated; so is maintenance.
 *
 * @param timezone - in which months begin. @defaultValue 'UTC'
 */
export function creditsOwed(
  rules: readonly CreditRule[],
  recorded: readonly RecordedObjective[],
  interval: Interval,
  timezone = 'UTC',
): CreditReport {
  const months = monthsOf(interval, timezone);
  const records = recorded.map((each) => withViolations(each, months, interval.endMs, timezone));
  const concerned = rules.map((rule) => ({ rule, records: records.filter((record) => concerns(rule, record)) }));
  return {
    months: months.map((month) => {
      const credits = concerned.flatMap(({ rule, records: own }): readonly Credit[] => {
        const findings = own.flatMap((record) => creditFinding(rule.when, record, month, interval.endMs) ?? []);
        return findings.length === 0 ? [] : [{ rule, findings }];
      });
      return {
        ...month,
        month: new Date(localTimeAt(month.startMs, timezone)).toISOString().slice(0, 7),
        isComplete: month.endMs <= interval.endMs,
        creditRatio: sumOfRatios(credits.map(({ rule }) => rule.creditRatio)),
        credits,
      };
    }),
    unmeasured: concerned.filter(({ records: own }) => own.length === 0).map(({ rule }) => rule),
  };
}

function monthsOf(interval: Interval, timezone: string): readonly Interval[] {
  const months: Interval[] = [];
  for (let atMs = interval.startMs; atMs < interval.endMs;) {
    const month = periodAt({ kind: 'calendar', unit: 'month', timezone }, atMs);
    months.push(month);
    atMs = month.endMs;
  }
  return months;
}

/** Those that began in the month before belong to the first one, if it is there that they have lasted long enough. */
function withViolations(
  { objective, ledger }: RecordedObjective,
  [first]: readonly Interval[],
  untilMs: number,
  timezone: string,
): ObjectiveRecord {
  if (first === undefined) return { objective, ledger, violations: [] };
  const { startMs } = previousPeriod({ kind: 'calendar', unit: 'month', timezone }, first);
  return { objective, ledger, violations: violationsIn(objective, ledger, { startMs, endMs: untilMs }) };
}

/** Where no objective is named: any of the service for violations, those that measure time for uptime. */
function concerns({ service, slo, when }: CreditRule, { objective }: ObjectiveRecord): boolean {
  if (objective.service !== service) return false;
  return slo === undefined ? when.kind === 'violated' || isMeasuredByTime(objective) : objective.name === slo;
}

/** Without what binary fractions add: 5 % and 10 % are 15 %. */
function sumOfRatios(ratios: readonly number[]): number {
  const sum = ratios.reduce((total, ratio) => total + ratio, 0);
  return Math.min(Number(sum.toFixed(12)), 1);
}
