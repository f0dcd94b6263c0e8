/**
 * What is remembered of an incident beside what people see of it: enough to tell whether an alert belongs to it, and what
 * it comes to, without going through its alerts.
 */
import type { Incident } from '@nines/kernel';
import type { IncidentPolicy } from '../policy/incident-policy.ts';
import { MESH } from '../policy/needed-by.ts';
import { episodeKey, placeKey } from './episode.ts';
import type { Episode } from './episode.ts';
import { LayeredMap } from './layered-map.ts';
import { joinedLead, leadOf } from './lead.ts';
import type { Lead } from './lead.ts';
import { joinedSpans, withSpan } from './spans.ts';
import type { TimeSpan } from './spans.ts';
import { cutAt, joinedTrouble, withEnd, withEpisode } from './trouble.ts';
import type { Gaps, Trouble } from './trouble.ts';

/** Decisions change copies only; what the maps hold is replaced, never changed. */
export interface Outage {
  incident: Incident;
  /** Each once, in no order. */
  fingerprints: string[];
  /** By place of alerts. */
  at: Map<string, Trouble>;
  /** By what is needed at places of alerts. */
  below: Map<string, Trouble>;
  /** By place of alerts. */
  leads: Map<string, Lead>;
  alertCount: number;
  /** Alerts that fire, by their keys. */
  firing: LayeredMap<string, Episode>;
  firingCount: number;
  /** When something was wrong, and when it was bad enough to page, as far as it is over. */
  past: readonly TimeSpan[];
  pastCritical: readonly TimeSpan[];
  /** Since when something has been, `Infinity` where nothing is; undefined where it has to be looked up. */
  sinceMs: number | undefined;
  criticalSinceMs: number | undefined;
  /** When its latest alert began. */
  latestMs: number;
  /** When the first of its alerts was taken in, ISO 8601 UTC; nothing where it has none. */
  detectedAt: string;
  isOfPlatform: boolean;
  /** When a person said that it was over, ms: what comes later does not belong to it on account of what fires still. */
  cutMs: number | null;
  /** What is still to be done about it. */
  pending: Pending;
}

/** Not kept by the store: what is lost when a server ends does no harm, or is made up for when it starts. */
export interface Pending {
  /** An alert has begun that it was not open for. */
  readonly comesBack: boolean;
  /** Until when it is not resolved though no alert fires since `endMs`, because it comes and goes, ms. */
  readonly held: { readonly endMs: number; readonly untilMs: number } | null;
  /** Something has changed that nobody was told of. */
  readonly isUntold: boolean;
  /** When somebody was told of it last, ms. */
  readonly toldMs: number;
  /** Not forgotten before, ms. */
  readonly keptUntilMs: number;
}

const NOTHING_PENDING: Pending = {
  comesBack: false,
  held: null,
  isUntold: false,
  toldMs: -Infinity,
  keptUntilMs: -Infinity,
};

/** What begins within so long, of services that share a dependency, has one cause, ms. */
const TOGETHER_MS = 120_000;

export function gapsOf({ reopenWithinMs }: IncidentPolicy): Gaps {
  return { reopenMs: reopenWithinMs, togetherMs: Math.min(TOGETHER_MS, reopenWithinMs) };
}

/** Without any alert yet. */
export function emptyOutage(incident: Incident): Outage {
  const { status, resolvedBy, resolvedAt } = incident;
  const isCut = status === 'resolved' && resolvedBy !== 'nines' && resolvedAt !== null;
  return {
    incident,
    fingerprints: [],
    at: new Map(),
    below: new Map(),
    leads: new Map(),
    alertCount: 0,
    firing: new LayeredMap(),
    firingCount: 0,
    past: [],
    pastCritical: [],
    sinceMs: Infinity,
    criticalSinceMs: Infinity,
    latestMs: -Infinity,
    detectedAt: '',
    isOfPlatform: true,
    cutMs: isCut ? Date.parse(resolvedAt) : null,
    pending: NOTHING_PENDING,
  };
}

export function copyOutage(outage: Outage): Outage {
  const { fingerprints, at, below, leads } = outage;
  return {
    ...outage,
    fingerprints: [...fingerprints],
    at: new Map(at),
    below: new Map(below),
    leads: new Map(leads),
    firing: outage.firing.copy(),
  };
}

/** Takes in an alert. `isKnown`: another episode of it is there already. */
export function addEpisode(outage: Outage, episode: Episode, isKnown: boolean, policy: IncidentPolicy): void {
  const { place, startMs, beganMs, endMs, severity, alert } = episode;
  const gaps = gapsOf(policy);
  const seen = seenThrough(outage, episode);
  outage.at.set(place, withEpisode(outage.at.get(place), seen, gaps));
  for (const key of needsOf(episode, policy)) outage.below.set(key, withEpisode(outage.below.get(key), seen, gaps));
  const lead = outage.leads.get(place);
  const own = leadOf(episode, policy);
  outage.leads.set(place, lead === undefined ? own : joinedLead(lead, own));
  if (!isKnown) outage.fingerprints.push(alert.fingerprint);
  outage.alertCount += 1;
  outage.latestMs = Math.max(outage.latestMs, startMs);
  outage.detectedAt =
    outage.detectedAt === '' || alert.receivedAt < outage.detectedAt ? alert.receivedAt : outage.detectedAt;
  outage.isOfPlatform &&= alert.labels['scope'] === 'platform';
  if (endMs === Infinity) {
    outage.firing.set(episodeKey(alert), episode);
    outage.firingCount += 1;
    outage.sinceMs = earlier(outage.sinceMs, beganMs);
    if (severity === 'critical') outage.criticalSinceMs = earlier(outage.criticalSinceMs, beganMs);
  } else addPast(outage, episode);
}

/** An alert of it that fired, or is known to have ended earlier, has ended. */
export function endEpisode(outage: Outage, episode: Episode, fired: boolean, policy: IncidentPolicy): void {
  const gaps = gapsOf(policy);
  if (outage.cutMs === null) {
    const change = fired ? withEnd : withEpisode;
    outage.at.set(episode.place, change(outage.at.get(episode.place), episode, gaps));
    for (const key of needsOf(episode, policy)) outage.below.set(key, change(outage.below.get(key), episode, gaps));
  }
  addPast(outage, episode);
  if (!fired) return;
  outage.firing.delete(episodeKey(episode.alert));
  outage.firingCount -= 1;
  if (outage.sinceMs === episode.beganMs) outage.sinceMs = undefined;
  if (outage.criticalSinceMs === episode.beganMs) outage.criticalSinceMs = undefined;
}

/** Takes over all of `other`. */
export function joinOutage(outage: Outage, other: Outage, policy: IncidentPolicy): void {
  const gaps = gapsOf(policy);
  const known = new Set(outage.fingerprints);
  outage.fingerprints.push(...other.fingerprints.filter((fingerprint) => !known.has(fingerprint)));
  for (const kind of ['at', 'below'] as const) {
    for (const [key, trouble] of other[kind]) {
      const own = outage[kind].get(key);
      outage[kind].set(key, own === undefined ? trouble : joinedTrouble(own, trouble, gaps));
    }
  }
  for (const [key, lead] of other.leads) {
    const own = outage.leads.get(key);
    outage.leads.set(key, own === undefined ? lead : joinedLead(own, lead));
  }
  outage.alertCount += other.alertCount;
  for (const [key, episode] of other.firing.entries()) outage.firing.set(key, episode);
  outage.firingCount += other.firingCount;
  outage.past = joinedSpans(outage.past, other.past, 0);
  outage.pastCritical = joinedSpans(outage.pastCritical, other.pastCritical, 0);
  outage.sinceMs = undefined;
  outage.criticalSinceMs = undefined;
  outage.latestMs = Math.max(outage.latestMs, other.latestMs);
  outage.detectedAt = other.detectedAt < outage.detectedAt ? other.detectedAt : outage.detectedAt;
  outage.isOfPlatform &&= other.isOfPlatform;
}

/** A person said that it was over by then. */
export function cutOutage(outage: Outage, atMs: number, policy: IncidentPolicy): void {
  const gaps = gapsOf(policy);
  outage.cutMs = atMs;
  for (const kind of ['at', 'below'] as const) {
    for (const [key, trouble] of outage[kind]) outage[kind].set(key, cutAt(trouble, atMs, gaps));
  }
}

/** Places that it needs; of alerts that name no service none. */
export function needsOf({ service, drill }: Episode, { places }: IncidentPolicy): readonly string[] {
  const needs = service === null ? undefined : places.get(service)?.needs;
  if (needs === undefined) return [];
  return drill === null ? needs : needs.map((each) => placeKey(drill, each));
}

/** Whether that two need it says anything: all need the mesh. */
export function isShareable(place: string): boolean {
  return place !== MESH && !place.endsWith(`\n${MESH}`);
}

function seenThrough({ cutMs }: Outage, episode: Episode): Episode {
  if (cutMs === null || episode.endMs <= cutMs) return episode;
  return { ...episode, endMs: Math.max(episode.startMs, cutMs) };
}

/** Looks up since when something is wrong, where it is not known. */
export function lookUpSince(outage: Outage): void {
  if (outage.sinceMs !== undefined && outage.criticalSinceMs !== undefined) return;
  outage.sinceMs = Infinity;
  outage.criticalSinceMs = Infinity;
  for (const { beganMs, severity } of outage.firing.values()) {
    outage.sinceMs = Math.min(outage.sinceMs, beganMs);
    if (severity === 'critical') outage.criticalSinceMs = Math.min(outage.criticalSinceMs, beganMs);
  }
}

function addPast(outage: Outage, { beganMs, endMs, severity }: Episode): void {
  const span = { startMs: beganMs, endMs };
  outage.past = withSpan(outage.past, span, 0);
  if (severity === 'critical') outage.pastCritical = withSpan(outage.pastCritical, span, 0);
}

function earlier(oneMs: number | undefined, otherMs: number): number | undefined {
  return oneMs === undefined ? undefined : Math.min(oneMs, otherMs);
}
