/** Objectives as the API tells of them. Pure. */
import type { ApiSpan, ApiSpending, ListedObjective, ObjectiveDetails } from '@nines/api';
import {
  budgetHistory,
  burnTiers,
  effectiveTiers,
  isMeasuredByTime,
  periodAt,
  spending,
  windowText,
} from '@nines/slo/budgets';
import type { BudgetState, Burn, Interval, Ledger, Objective, Period } from '@nines/slo';
import { exhaustionMs } from './look.ts';
import type { LookedObjective } from './look.ts';

type ApiState = NonNullable<ListedObjective['state']>;

export function describeObjective({ objective, state, standing }: LookedObjective): ListedObjective {
  const { service, name, description = null, target, period } = objective;
  return {
    ...{ service, name, description, target },
    period: describePeriod(period),
    measuredBy: isMeasuredByTime(objective) ? 'time' : 'events',
    status: standing?.status ?? null,
    since: standing === undefined ? null : timeText(standing.sinceMs),
    frozen: [...new Set(standing?.frozen.map(({ what }) => what))],
    // Nothing is known of a period in which nothing was observed.
    state: state === undefined || state.coveredMs === 0 ? null : describeState(objective, state),
  };
}

function describeState(objective: Objective, state: BudgetState): ApiState {
  const { allowed, allowedByEnd, attainment, bad, budgetRemainingRatio, budgetSpentRatio, errorRatio, total } = state;
  const leftMs = exhaustionMs({ objective, state });
  return {
    at: timeText(state.nowMs),
    period: spanOf(state.period),
    ...{ total, bad, allowed, allowedByEnd, errorRatio, attainment, budgetSpentRatio, budgetRemainingRatio },
    wholePeriodSpentRatio: state.wholePeriodSpentRatio,
    coveredSeconds: state.coveredMs / 1_000,
    gapSeconds: state.gapMs / 1_000,
    maintenanceSeconds: state.maintenanceMs / 1_000,
    burns: state.burns.map(describeBurn).sort((one, other) => one.windowSeconds - other.windowSeconds),
    exhaustedAt: leftMs === undefined ? null : timeText(state.nowMs + leftMs),
  };
}

function describeBurn({ windowMs, errorRatio, burnRate, exhaustedAtMs }: Burn): ApiState['burns'][number] {
  return {
    window: windowText(windowMs),
    windowSeconds: windowMs / 1_000,
    ...{ errorRatio, burnRate },
    exhaustedAt: exhaustedAtMs === null ? null : timeText(exhaustedAtMs),
  };
}

export function describeTiers(objective: Objective): ObjectiveDetails['tiers'] {
  const told = new Set(effectiveTiers(objective).map(({ name }) => name));
  return burnTiers(objective.period).map(({ name, severity, longMs, shortMs, factor }) => ({
    ...{ name, severity, factor },
    longSeconds: longMs / 1_000,
    shortSeconds: shortMs / 1_000,
    isTold: told.has(name),
  }));
}

/** @param days - in order; the last one may not be over */
export function describeHistory(
  objective: Objective,
  ledger: Ledger,
  days: readonly Interval[],
): ObjectiveDetails['history'] {
  const standings = budgetHistory(
    objective,
    ledger,
    days.map(({ endMs }) => endMs),
  );
  return days.map((day, index) => {
    const { total, bad, coveredMs, attainment } = spending(objective, ledger, day);
    const soFar = { startMs: periodAt(objective.period, day.endMs - 1).startMs, endMs: day.endMs };
    const isKnown = spending(objective, ledger, soFar).coveredMs > 0;
    return {
      ...spanOf(day),
      ...{ total, bad, coveredSeconds: coveredMs / 1_000, attainment },
      budgetRemainingRatio: isKnown ? (standings[index]?.budgetRemainingRatio ?? null) : null,
    };
  });
}

export function describeSpending(objective: Objective, ledger: Ledger, interval: Interval): ApiSpending {
  const { attainment, bad, budgetSpentRatio, coveredMs, errorRatio, period, total } = spending(
    objective,
    ledger,
    interval,
  );
  const { service, name } = objective;
  return {
    ...{ service, name },
    ...spanOf(interval),
    ...{ total, bad, coveredSeconds: coveredMs / 1_000, errorRatio, attainment, budgetSpentRatio },
    period: spanOf(period),
  };
}

function describePeriod(period: Period): ListedObjective['period'] {
  return period.kind === 'rolling' ? { kind: 'rolling', lengthSeconds: period.lengthMs / 1_000 } : { ...period };
}

export function spanOf({ startMs, endMs }: Interval): ApiSpan {
  return { from: timeText(startMs), to: timeText(endMs) };
}

export function timeText(ms: number): string {
  return new Date(ms).toISOString();
}
