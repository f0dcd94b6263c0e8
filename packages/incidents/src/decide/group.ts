/** Finds the outage of an alert, and makes one of several where an alert connects them. */
import type { Episode } from '../grouping/episode.ts';
import { emptyOutage, joinOutage } from '../grouping/outage.ts';
import type { Outage } from '../grouping/outage.ts';
import { pend } from './draft.ts';
import type { Draft } from './draft.ts';
import { incidentWithPart, newIncident } from './new-incident.ts';
import { rebuild } from './rebuild.ts';
import { preferred, relatedOutages } from './related.ts';

/** The outage that the alert belongs to, to be changed: a new one where there is none. */
export function outageFor(draft: Draft, episode: Episode): Outage {
  const related = relatedOutages(draft, episode).flatMap((number) => draft.outages.get(number) ?? []);
  const best = preferred(related, episode);
  if (best === undefined) return openOutage(draft, episode.drill);
  const { number } = best.incident;
  for (const other of related) absorb(draft, number, other.incident.number, null);
  return draft.outage(number) ?? best;
}

export function openOutage(draft: Draft, drill: string | null): Outage {
  draft.lastNumber += 1;
  const outage = emptyOutage(newIncident(draft.lastNumber, drill, draft.now));
  draft.put(outage);
  return outage;
}

/**
 * Makes all of the second a part of the first, where rules may: they leave alone what a person took apart.
 *
 * @param by - the person who wants it; null: rules do
 */
export function absorb(draft: Draft, into: number, number: number, by: string | null): void {
  const outage = draft.outage(into);
  const other = draft.outage(number);
  if (outage === undefined || other === undefined || outage === other) return;
  if (by === null && outage.incident.groupedBy === 'person' && other.incident.groupedBy === 'person') return;
  const episodes = draft.episodesOf(other);
  draft.drop(other);
  draft.splitOff.delete(number);
  joinOutage(outage, other, draft.policy);
  for (const episode of episodes) draft.remember({ ...episode, alert: { ...episode.alert, incident: into } });
  draft.list(outage);
  outage.incident = incidentWithPart(outage.incident, other.incident, by);
  pend(outage, { comesBack: outage.pending.comesBack || isOpen(other) });
  if (outage.cutMs !== null || other.cutMs !== null) rebuild(draft, outage);
  draft.dirty.add(into);
  draft.absorbed = draft.absorbed.map((each) => (each.into === number ? { ...each, into } : each));
  if (other.incident.version > 0) draft.absorbed.push({ incident: other.incident, into, by });
  else if (number === draft.lastNumber) draft.lastNumber -= 1;
}

function isOpen({ incident: { version, resolvedAt }, firingCount, pending }: Outage): boolean {
  return pending.comesBack || firingCount > 0 || (version > 0 && resolvedAt === null);
}
