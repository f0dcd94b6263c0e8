/** Who is told of an incident. */
import type { Catalog, NotifyRoute } from '@nines/catalog';
import { everyDestination } from '@nines/catalog/vocabulary';
import type { Incident } from '@nines/kernel';

/** What routes look at. */
export type Routed = Pick<Incident, 'severity' | 'owners' | 'drill' | 'isOfPlatform'>;

/** All that can be told something: where routes lead, and whatever else is described. In the order of both, each once. */
export function channelsOf({ notify }: Pick<Catalog, 'notify'>): readonly string[] {
  return [...new Set([...notify.routes.flatMap(({ to }) => to), ...everyDestination(notify)])];
}

/** Each once, in the order of the routes. Nobody where Alertmanager tells of it directly. */
export function destinationsOf(incident: Routed, routes: readonly NotifyRoute[]): readonly string[] {
  if (incident.isOfPlatform) return [];
  return [...new Set(routes.filter((route) => reasonsAgainst(incident, route).length === 0).flatMap(({ to }) => to))];
}

/** Why a route does not apply, as parts of sentences; none where it does. */
export function reasonsAgainst({ severity, owners, drill }: Routed, route: NotifyRoute): readonly string[] {
  const { severities, owners: wanted, drills } = route;
  const reasons: string[] = [];
  if (drills && drill === null) reasons.push('it is for drills, and this is real');
  if (!drills && drill !== null) reasons.push(`it is for what is real, and this is of the drill "${drill}"`);
  if (!severities.includes(severity)) {
    reasons.push(`it is for severity ${severities.join(', ')}, and this is of severity ${severity}`);
  }
  if (wanted !== undefined && !wanted.some((owner) => owners.includes(owner))) {
    reasons.push(
      `it is for what belongs to ${wanted.join(', ')}, and this belongs to ${owners.join(', ') || 'nobody'}`,
    );
  }
  return reasons;
}
