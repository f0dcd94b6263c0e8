/** Puts together again what the store kept of incidents. */
import type { Incident, IncidentSnapshot, TakenAlert } from '@nines/kernel';
import { episodeOf } from '../grouping/episode.ts';
import { emptyOutage } from '../grouping/outage.ts';
import type { Outage } from '../grouping/outage.ts';
import type { IncidentPolicy } from '../policy/incident-policy.ts';
import type { ReportedAlert } from '../alerts/reported-alert.ts';
import { closeDraft } from './close-draft.ts';
import { Draft, pend } from './draft.ts';
import { iso } from './facts.ts';
import { rebuild } from './rebuild.ts';
import { emptyState } from './state.ts';
import type { IncidentState } from './state.ts';
import { unfamiliar } from './take-alerts.ts';

/** Of what began earlier nobody tells any more in earnest, ms. */
const LATEST_MS = 86_400_000;

/** What the store has, as something to decide on. To be made anew where the catalog is another one. */
export function stateOf(
  { lastNumber, incidents, alerts }: IncidentSnapshot,
  policy: IncidentPolicy,
  nowMs: number,
  resolvedSince = toLoad(policy, nowMs),
): IncidentState {
  const draft = new Draft({ ...emptyState(), lastNumber }, policy, nowMs);
  draft.knownSinceMs = Date.parse(resolvedSince);
  const ofIncident = Map.groupBy(alerts, ({ incident }) => incident);
  for (const incident of incidents) recall(draft, incident, ofIncident.get(incident.number) ?? []);
  for (const alert of alerts) draft.know(episodeOf(alert));
  for (const outage of draft.outages.values()) if (outage.incident.status !== 'resolved') lookAt(draft, outage);
  // What is open was judged and told by another policy perhaps.
  return { ...closeDraft(draft), exhausted: undefined, routes: undefined };
}

/** Whether its last change was told nobody knows: where a message already shows it, the store drops this one. */
function lookAt(draft: Draft, outage: Outage): void {
  pend(outage, { isUntold: true });
  draft.timers.set(outage.incident.number, draft.nowMs);
}

/** What was resolved since then has to be known for whatever happens from now on, ISO 8601 UTC. */
export function toLoad({ reopenWithinMs }: IncidentPolicy, nowMs: number): string {
  return iso(nowMs - 2 * reopenWithinMs);
}

/**
 * What was resolved since then has to be known for these alerts, which are told late, ISO 8601 UTC: to be loaded, and a
 * state to be made of it. Undefined where it is known.
 */
export function toLoadFor(
  state: IncidentState,
  alerts: readonly ReportedAlert[],
  { reopenWithinMs }: IncidentPolicy,
  nowMs: number,
): string | undefined {
  const startsMs = unfamiliar(state, alerts).map(({ startsAt }) => Date.parse(startsAt));
  const firstMs = Math.max(
    startsMs.reduce((least, ms) => Math.min(least, ms), Infinity),
    nowMs - LATEST_MS,
  );
  return firstMs - reopenWithinMs < state.knownSinceMs ? iso(firstMs - reopenWithinMs) : undefined;
}

/** One that is remembered already stays as it is. */
export function recall(draft: Draft, incident: Incident, alerts: readonly TakenAlert[]): void {
  const { number, status, mergedInto } = incident;
  if (mergedInto !== null) draft.merged.set(number, mergedInto);
  if (mergedInto !== null || draft.outages.get(number) !== undefined) return;
  const outage = emptyOutage(incident);
  const episodes = alerts.map(episodeOf);
  for (const episode of episodes) draft.know(episode);
  pend(outage, { keptUntilMs: draft.nowMs + draft.policy.reopenWithinMs });
  rebuild(draft, outage, episodes);
  draft.dirty.delete(number);
  // It may have been about to resolve by itself.
  if (status !== 'resolved' && outage.firingCount === 0) draft.timers.set(number, draft.nowMs);
}
