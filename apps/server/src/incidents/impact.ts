/** What an incident cost, by what the objectives of its services counted. */
import type { ApiSpending } from '@nines/api';
import { downtimeMs } from '@nines/incidents';
import type { Incident, IncidentImpact } from '@nines/kernel';
import type { ObjectiveAnswers } from '../objectives/answers.ts';

/** @throws NinesError where what objectives counted cannot be had now */
export async function measureImpact(
  incident: Incident,
  objectives: Pick<ObjectiveAnswers, 'list' | 'spending'>,
): Promise<IncidentImpact> {
  const { services, startedAt } = incident;
  const to = incident.resolvedAt ?? startedAt;
  const minutes = minutesOf(incident, to);
  // Less than a moment cost nothing that could be counted.
  const watched = startedAt < to ? objectives.list().data.filter(({ service }) => services.includes(service)) : [];
  const spent = await Promise.all(
    watched.map(async ({ measuredBy, ...objective }) => ({
      measuredBy,
      spending: await objectives.spending(objective, startedAt, to),
    })),
  );
  const worst = worstOf(spent.flatMap(({ measuredBy, spending }) => (measuredBy === 'events' ? [spending] : [])));
  return {
    failedRequests: worst === undefined ? null : Math.round(worst.bad),
    totalRequests: worst === undefined ? null : Math.round(worst.total),
    minutes,
    budgets: spent
      .filter(({ spending }) => spending.coveredSeconds > 0)
      .map(({ spending: { service, name, budgetSpentRatio } }) => ({
        service,
        slo: name,
        spentRatio: budgetSpentRatio,
      })),
  };
}

/** One request is counted by several objectives, and by each service that it passes: the most that one of them saw is what is known. */
function worstOf(spendings: readonly ApiSpending[]): ApiSpending | undefined {
  return spendings
    .filter(({ total }) => total > 0)
    .toSorted((one, other) => other.bad - one.bad || other.total - one.total)[0];
}

/** Rounded to tenths. */
function minutesOf(incident: Incident, end: string): number {
  return Math.round(downtimeMs(incident, Date.parse(end)) / 6_000) / 10;
}
