/** What an incident looks like, by its alerts. */
import type { Disturbance, Incident, IncidentSeverity } from '@nines/kernel';
import { boundedSpans } from '../grouping/bounded-spans.ts';
import type { Episode } from '../grouping/episode.ts';
import { rank } from '../grouping/lead.ts';
import type { Lead } from '../grouping/lead.ts';
import { lookUpSince, needsOf } from '../grouping/outage.ts';
import type { Outage } from '../grouping/outage.ts';
import type { TimeSpan } from '../grouping/spans.ts';
import { withSpan } from '../grouping/spans.ts';
import type { IncidentPolicy } from '../policy/incident-policy.ts';
import { titleOf } from './title.ts';

/** With every message and every commit of an incident go all of them. */
const MOST_DISTURBANCES = 100;

/** Of all of it only this follows from alerts: the rest is decided once, or by people. */
export type Facts = Pick<
  Incident,
  | 'title'
  | 'root'
  | 'services'
  | 'owners'
  | 'startedAt'
  | 'detectedAt'
  | 'isOfPlatform'
  | 'disturbances'
  | 'alertCount'
  | 'firingCount'
> & { readonly severity: IncidentSeverity };

export function factsOf(outage: Outage, policy: IncidentPolicy): Facts {
  const leads = inOrder([...outage.leads.values()], policy);
  const [first] = leads;
  const root = first?.episode ?? null;
  const services = [...new Set(leads.flatMap(({ episode }) => episode.service ?? []))];
  lookUpSince(outage);
  return {
    title: root === null ? '' : titleOf(root),
    root: rootOf(root),
    services,
    owners: [...new Set(leads.flatMap((lead) => ownerOf(lead, policy)))],
    startedAt: iso(Math.min(...leads.map(({ beganMs }) => beganMs))),
    detectedAt: outage.detectedAt,
    isOfPlatform: outage.isOfPlatform,
    disturbances: disturbancesOf(outage),
    alertCount: outage.alertCount,
    firingCount: outage.firingCount,
    severity: leads.reduce<IncidentSeverity>((worst, lead) => worse(worst, judged(lead, policy)), 4),
  };
}

/** The times at which something was wrong, as far as alerts tell; the last one goes on where any fires. */
export function troubledTimes({ past, sinceMs = Infinity }: Outage): readonly TimeSpan[] {
  return sinceMs === Infinity ? past : withSpan(past, { startMs: sinceMs, endMs: Infinity }, 0);
}

export function iso(ms: number): string {
  return new Date(ms).toISOString();
}

export function worse(one: IncidentSeverity, other: IncidentSeverity): IncidentSeverity {
  return one < other ? one : other;
}

/**
 * What caused the others first, then as they began. That is what is needed and needs nothing else that has alerts as bad;
 * of several what is not there at all, what more needs, what is worse, what began earlier, the name.
 */
function inOrder(leads: readonly Lead[], policy: IncidentPolicy): readonly Lead[] {
  const byTime = leads.toSorted(
    (one, other) => one.beganMs - other.beganMs || (placeOf(one) < placeOf(other) ? -1 : 1),
  );
  const named = byTime.filter(({ episode }) => episode.service !== null);
  const critical = named.filter(({ episode }) => episode.severity === 'critical');
  const suspects = critical.length > 0 ? critical : named.length > 0 ? named : byTime;
  const places = new Set(suspects.map(placeOf));
  const needs = new Map(
    suspects.map((lead) => [lead, needsOf(lead.episode, policy).filter((each) => places.has(each))]),
  );
  const needed = Map.groupBy([...needs.values()].flat(), (place) => place);
  const causes = suspects.filter((lead) => needs.get(lead)?.length === 0);
  const order = (lead: Lead): readonly number[] => [
    rank(lead.episode),
    -(needed.get(placeOf(lead))?.length ?? 0),
    lead.severity,
  ];
  const [root] = (causes.length > 0 ? causes : suspects).toSorted((one, other) => compare(order(one), order(other)));
  return root === undefined ? [] : [root, ...byTime.filter((lead) => lead !== root)];
}

function rootOf(episode: Episode | null): Incident['root'] {
  if (!episode?.service) return null;
  return { service: episode.service, alertname: episode.alert.labels['alertname'] ?? '' };
}

function placeOf({ episode }: Lead): string {
  return episode.place;
}

function compare(one: readonly number[], other: readonly number[]): number {
  const index = one.findIndex((value, at) => value !== other[at]);
  return index === -1 ? 0 : (one[index] ?? 0) - (other[index] ?? 0);
}

function ownerOf({ episode: { service, alert } }: Lead, { places }: IncidentPolicy): readonly string[] {
  const owner = places.get(service ?? '')?.owner ?? alert.labels['owner'];
  return owner === undefined || owner === '' || owner === 'none' ? [] : [owner];
}

/** An exhausted budget makes what pages one more severe. */
function judged({ severity, episode }: Lead, { exhausted }: IncidentPolicy): IncidentSeverity {
  if (severity === 4 || severity === 1 || !exhausted.has(episode.service ?? '')) return severity;
  return severity === 3 ? 2 : 1;
}

function disturbancesOf({ pastCritical, criticalSinceMs = Infinity, cutMs }: Outage): readonly Disturbance[] {
  const open = { startMs: criticalSinceMs, endMs: Infinity };
  const spans = criticalSinceMs === Infinity ? pastCritical : withSpan(pastCritical, open, 0);
  const cut = cutMs === null ? spans : spans.filter(({ startMs }) => startMs < cutMs);
  return boundedSpans(cut, MOST_DISTURBANCES).map(({ startMs, endMs, quietMs }) => {
    const toMs = cutMs === null ? endMs : Math.min(endMs, cutMs);
    const times = { from: iso(startMs), to: toMs === Infinity ? null : iso(toMs) };
    return quietMs === 0 ? times : { ...times, quietSeconds: quietMs / 1_000 };
  });
}
