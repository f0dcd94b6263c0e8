/** Which outages an alert belongs to. */
import type { Episode } from '../grouping/episode.ts';
import { gapsOf, isShareable, needsOf } from '../grouping/outage.ts';
import type { Outage } from '../grouping/outage.ts';
import { beganTogether, isConcurrent } from '../grouping/trouble.ts';
import type { Trouble } from '../grouping/trouble.ts';
import type { Draft } from './draft.ts';

/**
 * Outages with an alert at the same time, counting for how long an incident stays open, at the same place, at one that it
 * needs, or at one that needs it; or with one that began together with it at a place that shares a dependency with it.
 */
export function relatedOutages(draft: Draft, episode: Episode): readonly number[] {
  const gaps = gapsOf(draft.policy);
  const needs = needsOf(episode, draft.policy);
  const related = new Set<number>();
  const look = (kind: 'at' | 'below', key: string, belongs: (trouble: Trouble) => boolean): void => {
    for (const number of draft[kind].get(key) ?? []) {
      if (related.has(number)) continue;
      const trouble = draft.outages.get(number)?.[kind].get(key);
      if (trouble !== undefined && belongs(trouble)) related.add(number);
    }
  };
  const isAtTheTime = (trouble: Trouble): boolean => isConcurrent(trouble, episode, gaps);
  const isTogether = (trouble: Trouble): boolean => beganTogether(trouble, episode.startMs, gaps);
  for (const key of [episode.place, ...needs]) look('at', key, isAtTheTime);
  look('below', episode.place, isAtTheTime);
  for (const key of needs) if (isShareable(key)) look('below', key, isTogether);
  return [...related];
}

/**
 * Where an alert goes that belongs to several: to one that a person grouped, if there is one, because the others can become
 * a part of it; rather to where it was put before; to one at the same place; to one that people know; to the one that began first.
 */
export function preferred(outages: readonly Outage[], { alert, place }: Episode): Outage | undefined {
  const order = (outage: Outage): readonly number[] => {
    const { groupedBy, version, startedAt, number } = outage.incident;
    const byPerson = groupedBy === 'person';
    const isNew = byPerson && !outage.fingerprints.includes(alert.fingerprint);
    const isElsewhere = byPerson && !outage.at.has(place);
    const isUnseen = version === 0;
    return [!byPerson, isNew, isElsewhere, isUnseen, beganMs(outage, startedAt), number].map(Number);
  };
  return outages.reduce<Outage | undefined>(
    (best, outage) => (best === undefined || isBefore(order(outage), order(best)) ? outage : best),
    undefined,
  );
}

function beganMs({ leads }: Outage, startedAt: string): number {
  return [...leads.values()].reduce((least, lead) => Math.min(least, lead.beganMs), Date.parse(startedAt));
}

function isBefore(one: readonly number[], other: readonly number[]): boolean {
  const index = one.findIndex((value, at) => value !== other[at]);
  return index !== -1 && (one[index] ?? 0) < (other[index] ?? 0);
}
