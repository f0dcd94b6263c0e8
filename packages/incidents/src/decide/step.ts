/** One change of an incident, with the event that explains it and what is told of it. */
import { incidentCorrelation, incidentIdentity, platformEventId } from '@nines/kernel';
import type { Incident, IncidentNotification, NewEvent, NewMessage, TellingReason } from '@nines/kernel';
import type { Outage } from '../grouping/outage.ts';
import { destinationsOf } from '../routing/destinations.ts';
import { pend } from './draft.ts';
import type { Draft } from './draft.ts';

export interface Step {
  readonly changes: Partial<Incident>;
  /** `opened` becomes `incident.opened`. Undefined where nothing happened that a timeline would show. */
  readonly event?: { readonly type: string; readonly data?: Readonly<Record<string, unknown>> };
  /** Undefined: of no interest to those who know of it, but for what edits its messages. */
  readonly reason?: TellingReason;
  /** Person; undefined: Nines itself. */
  readonly by?: string;
}

/** Channels that know of what became a part of it are told of the whole; those that are not there any more of nothing. */
export function carryOut(draft: Draft, outage: Outage, { changes, event, reason, by }: Step): void {
  const before = outage.incident;
  const changed: Incident = { ...before, ...changes, version: before.version + 1 };
  const isOver = changed.status === 'resolved';
  const parts = draft.absorbed.flatMap(({ into, incident }) => (into === changed.number ? incident.told : []));
  const { channels, routes } = draft.policy;
  const known = before.told.filter((channel) => channels.has(channel));
  const led = isOver ? [] : [...destinationsOf(changed, routes), ...parts.filter((channel) => channels.has(channel))];
  const added = new Set(led.filter((channel) => !known.includes(channel)));
  const incident = { ...changed, told: [...known, ...added] };
  outage.incident = incident;
  const { toldMs } = outage.pending;
  const isTold = reason !== undefined || added.size > 0;
  pend(outage, {
    isUntold: reason === undefined,
    toldMs: isTold ? draft.nowMs : toldMs,
    keptUntilMs: draft.nowMs + draft.policy.reopenWithinMs,
  });
  draft.record(incident);
  if (event !== undefined) draft.events.push(eventOf(draft, incident, event.type, { ...event.data, by: by ?? null }));
  const tell = (to: Iterable<string>, why: TellingReason): void => {
    for (const channel of to) draft.messages.push(messageOf(draft, outage, { channel, reason: why, by }));
  };
  if (reason !== undefined) tell(known, reason);
  tell(added, 'triggered');
}

export function eventOf(
  { now, policy }: Pick<Draft, 'now' | 'policy'>,
  { number, version, root }: Incident,
  type: string,
  data: Readonly<Record<string, unknown>>,
): NewEvent {
  return {
    id: platformEventId(`incident.${type}`, policy.platform, `${number}/${version}`),
    type: `incident.${type}`,
    source: 'incidents',
    subject: root?.service ?? 'incident',
    time: now,
    correlationId: incidentCorrelation(policy.platform, number),
    data: { incident: number, ...data },
  };
}

export interface Telling {
  readonly channel: string;
  readonly reason: TellingReason;
  /** Person; undefined: Nines itself. */
  readonly by: string | undefined;
}

export function messageOf(
  { now, policy }: Pick<Draft, 'now' | 'policy'>,
  { incident, leads }: Pick<Outage, 'incident' | 'leads'>,
  { channel, reason, by }: Telling,
): NewMessage {
  const { root, number, version } = incident;
  const best = [...leads.values()].find(
    ({ episode }) =>
      root === null || (episode.service === root.service && episode.alert.labels['alertname'] === root.alertname),
  );
  const { summary, runbook_url: runbookUrl, dashboard } = best?.episode.alert.annotations ?? {};
  const notification: IncidentNotification = {
    kind: 'incident',
    key: `${policy.platform}/incident/${number}/${version}/${reason}/${channel}/${incidentIdentity(policy.platform, incident)}`,
    reason,
    incident,
    summary: summary ?? incident.title,
    runbookUrl: runbookUrl ?? null,
    dashboardUrl: dashboard ?? null,
    by: by ?? null,
    at: now,
  };
  return { channel, notification };
}
