/**
 * Takes in what is told of alerts. What comes of it depends on what was told, not on how often, in which order or in how
 * many messages.
 */
import type { TakenAlert } from '@nines/kernel';
import type { ReportedAlert } from '../alerts/reported-alert.ts';
import { episodeKey, episodeOf } from '../grouping/episode.ts';
import type { Episode } from '../grouping/episode.ts';
import { endEpisode } from '../grouping/outage.ts';
import type { Outage } from '../grouping/outage.ts';
import { isHeldBack } from '../silences/held-back.ts';
import { pend } from './draft.ts';
import type { Draft } from './draft.ts';
import { outageFor } from './group.ts';
import { regroup } from './regroup.ts';
import type { IncidentState } from './state.ts';

/** Reports of which the store has to be asked, because nothing is remembered of them when they are decided about. */
export function unfamiliar(
  { episodes, loose }: IncidentState,
  alerts: readonly ReportedAlert[],
): readonly Pick<TakenAlert, 'fingerprint' | 'startsAt'>[] {
  return alerts
    .filter(({ fingerprint, startsAt }) => {
      const isRemembered = episodes.get(fingerprint)?.some(({ alert }) => alert.startsAt === startsAt) === true;
      return !isRemembered || loose.includes(fingerprint);
    })
    .map(({ fingerprint, startsAt }) => ({ fingerprint, startsAt }));
}

export function takeAlerts(draft: Draft, alerts: readonly ReportedAlert[], recorded: readonly TakenAlert[]): void {
  const ofFingerprint = Map.groupBy(recorded, ({ fingerprint }) => fingerprint);
  // The earliest first: fewer incidents are begun that become a part of another one at once.
  const inOrder = alerts.toSorted(
    (one, other) => Number(one.startsAt > other.startsAt) - Number(one.startsAt < other.startsAt),
  );
  for (const report of inOrder) take(draft, report, ofFingerprint.get(report.fingerprint) ?? []);
}

function take(draft: Draft, report: ReportedAlert, recorded: readonly TakenAlert[]): void {
  const { fingerprint, startsAt, status } = report;
  const remembered = draft.episodes.get(fingerprint) ?? [];
  const same = remembered.find(({ alert }) => alert.startsAt === startsAt);
  if (report.ifFiring === true && same?.endMs !== Infinity) return;
  if (same !== undefined) {
    if (status === 'resolved') end(draft, same, report.endsAt ?? draft.now);
    else if (same.endMs === Infinity && isHeldBack(same.alert) && !isHeldBack(report)) begin(draft, report);
    return;
  }
  const others = [...remembered.map(({ alert }) => alert), ...recorded];
  if (others.some((other) => other.startsAt === startsAt)) return;
  // An end that is still to come was seen before the clock was set back: it says nothing about what begins now.
  const isOver = ({ endsAt }: TakenAlert): boolean => endsAt !== null && endsAt <= draft.now && startsAt < endsAt;
  if (status === 'firing' && others.some(isOver)) return;
  begin(draft, report);
}

/** What ended before it was told of has fired all the same: no end without a beginning. */
function begin(draft: Draft, { status, endsAt, ...alert }: ReportedAlert): void {
  const { fingerprint, startsAt, labels, annotations, receivedAt = draft.now } = alert;
  const end = status === 'firing' ? null : notBefore(startsAt, endsAt ?? draft.now);
  const taken = { fingerprint, startsAt, endsAt: end, labels, annotations, receivedAt, incident: null };
  const episode = episodeOf(taken);
  draft.fired.add(episodeKey(taken));
  if (end !== null) draft.ended.add(episodeKey(taken));
  if (episode.severity !== null) {
    const outage = outageFor(draft, episode);
    draft.join(outage, episode);
    if (isNews(outage, episode)) pend(outage, { comesBack: true });
    return;
  }
  draft.remember(episode);
  if (end !== null) draft.loose.push(fingerprint);
}

/** Whether an incident that was over is not: what is told late, and was over before, changes nothing about that. */
function isNews({ incident: { resolvedAt } }: Outage, { endMs, startMs }: Episode): boolean {
  return resolvedAt !== null && (endMs === Infinity || startMs > Date.parse(resolvedAt));
}

/** Of several ends the latest is the one that holds. */
function end(draft: Draft, episode: Episode, endsAt: string): void {
  const { alert } = episode;
  const fired = alert.endsAt === null;
  const end = notBefore(alert.startsAt, endsAt);
  if (alert.endsAt !== null && end <= alert.endsAt) return;
  const ended = episodeOf({ ...alert, endsAt: end });
  draft.remember(ended);
  if (fired) draft.ended.add(episodeKey(alert));
  const outage = alert.incident === null ? undefined : draft.outage(alert.incident);
  if (outage === undefined) {
    if (alert.incident === null) draft.loose.push(alert.fingerprint);
    return;
  }
  draft.dirty.add(outage.incident.number);
  // What began long after it ended was taken for a part of the same only because it was not known to have ended.
  if (fired && outage.cutMs === null && outage.latestMs > ended.endMs + draft.policy.reopenWithinMs) {
    regroup(draft, outage);
    return;
  }
  endEpisode(outage, ended, fired, draft.policy);
  if (!fired) outageFor(draft, ended); // which lasted longer than was known, and may connect more
}

function notBefore(startsAt: string, endsAt: string): string {
  return endsAt < startsAt ? startsAt : endsAt;
}
