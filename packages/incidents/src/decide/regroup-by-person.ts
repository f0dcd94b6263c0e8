/** Alerts that a person puts into another incident. Rules leave both as they are then. */
import { NinesError } from '@nines/kernel';
import type { Incident } from '@nines/kernel';
import type { Outage } from '../grouping/outage.ts';
import type { Draft } from './draft.ts';
import { absorb, openOutage } from './group.ts';
import { rebuild } from './rebuild.ts';

/** @throws NinesError `INCIDENT_NOT_MERGEABLE` */
export function mergeByPerson(draft: Draft, outage: Outage, into: Outage, by: string): void {
  const { incident: part } = outage;
  const { incident: whole } = into;
  const why =
    part.number === whole.number
      ? 'they are the same'
      : part.drill !== whole.drill
        ? 'drills are kept apart from what is real, and from each other'
        : part.status !== 'resolved' && whole.status === 'resolved'
          ? `incident ${whole.number} is resolved; reopen it first`
          : undefined;
  if (why !== undefined) {
    throw new NinesError(
      'INCIDENT_NOT_MERGEABLE',
      `Incident ${part.number} cannot become a part of incident ${whole.number}: ${why}`,
      { details: { incident: part.number, into: whole.number } },
    );
  }
  absorb(draft, whole.number, part.number, by);
}

/**
 * @returns number of the new incident
 * @throws NinesError `INCIDENT_NOT_SPLITTABLE`
 */
export function splitByPerson(draft: Draft, outage: Outage, fingerprints: readonly string[], by: string): number {
  const { drill, number, status } = outage.incident;
  const wanted = new Set(fingerprints);
  const unknown = [...wanted.difference(new Set(outage.fingerprints))];
  const isAll = wanted.size === outage.fingerprints.length;
  if (unknown.length > 0 || isAll || wanted.size === 0) {
    const why = unknown.length > 0 ? `it has no alert ${unknown.join(', ')}` : 'both have to have alerts';
    throw new NinesError('INCIDENT_NOT_SPLITTABLE', `Incident ${number} cannot be split so: ${why}`, {
      details: { incident: number, unknown },
    });
  }
  const episodes = draft.episodesOf(outage);
  const isMoved = ({ alert }: { readonly alert: { readonly fingerprint: string } }): boolean =>
    wanted.has(alert.fingerprint);
  outage.incident = { ...outage.incident, groupedBy: 'person' };
  const split = openOutage(draft, drill);
  split.incident = { ...split.incident, groupedBy: 'person', ...(status === 'resolved' ? endOf(outage.incident) : {}) };
  draft.splitOff.set(split.incident.number, { from: number, by });
  const [moved, left] = [episodes.filter(isMoved), episodes.filter((episode) => !isMoved(episode))];
  rebuild(draft, split, moved);
  rebuild(draft, outage, left);
  return split.incident.number;
}

/** What was over is over in all its parts. */
function endOf({ acknowledgedAt, acknowledgedBy, mitigatedAt, resolvedAt, resolvedBy, status }: Incident) {
  return { acknowledgedAt, acknowledgedBy, mitigatedAt, resolvedAt, resolvedBy, status };
}
