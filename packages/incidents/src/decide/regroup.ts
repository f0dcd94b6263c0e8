/** Takes an outage apart again, where an end that was told late shows that it was never one. */
import type { Episode } from '../grouping/episode.ts';
import type { Outage } from '../grouping/outage.ts';
import { Draft } from './draft.ts';
import { factsOf } from './facts.ts';
import { openOutage, outageFor } from './group.ts';
import { rebuild } from './rebuild.ts';
import { emptyState } from './state.ts';

/** What began first stays the incident that it is; whatever does not belong to it becomes one of its own. */
export function regroup(draft: Draft, outage: Outage): void {
  const { incident } = outage;
  const episodes = draft.episodesOf(outage);
  const [first = [], ...others] = incident.groupedBy === 'person' ? [episodes] : parts(draft, episodes);
  rebuild(draft, outage, first);
  // What is left is judged by itself; that it was worse is nothing to tell of.
  const isJudged = incident.severityBy === 'rule' && others.length > 0;
  if (isJudged) outage.incident = { ...outage.incident, severity: factsOf(outage, draft.policy).severity };
  for (const part of others) {
    const own = openOutage(draft, incident.drill);
    draft.splitOff.set(own.incident.number, { from: incident.number, by: null });
    for (const episode of part) draft.join(own, episode);
  }
}

/** Connected alerts, those that began first in front. */
function parts({ policy, nowMs }: Draft, episodes: readonly Episode[]): readonly (readonly Episode[])[] {
  const scratch = new Draft(emptyState(), policy, nowMs);
  const inOrder = episodes.toSorted((one, other) => one.startMs - other.startMs);
  for (const episode of inOrder) scratch.join(outageFor(scratch, episode), episode);
  const found = [...scratch.outages.values()].map((outage) => scratch.episodesOf(outage));
  return found.toSorted((one, other) => startMs(one) - startMs(other));
}

function startMs(episodes: readonly Episode[]): number {
  return episodes.reduce((least, episode) => Math.min(least, episode.startMs), Infinity);
}
