/** Everything that is wrong, from whoever knows: rules that wait in Prometheus, alerts that Alertmanager holds. Pure. */
import { ALERT_STATES } from '@nines/api';
import type { AlertList, ListedAlert } from '@nines/api';
import { alertKey } from '@nines/incidents';
import type { Alert } from '@nines/kernel';
import type { RuleAlert } from '../signals/prometheus.ts';
import type { HeldAlert } from './alertmanager.ts';

/** What each of them knows; undefined where it does not answer. */
export interface AlertSources {
  readonly detected: readonly Alert[];
  readonly rules: readonly RuleAlert[] | undefined;
  readonly held: readonly HeldAlert[] | undefined;
}

const SEVERITIES = ['critical', 'warning', 'info', 'none'];

/** What is active and not held by Alertmanager yet, or because it is away, counts as firing. */
export function listAlerts({ detected, rules, held }: AlertSources): AlertList {
  const listed = new Map<string, ListedAlert>();
  for (const alert of detected) listed.set(alertKey(alert.labels), asListed(alert, 'firing'));
  for (const { activeAt, state, ...alert } of rules ?? []) {
    listed.set(alertKey(alert.labels), asListed({ ...alert, startsAt: activeAt }, state));
  }
  for (const alert of held ?? []) {
    const silent = alert.inhibitedBy.length > 0 ? 'inhibited' : 'firing';
    listed.set(alertKey(alert.labels), asListed(alert, alert.silencedBy.length > 0 ? 'silenced' : silent));
  }
  const missing = [
    ...(rules === undefined ? (['prometheus'] as const) : []),
    ...(held === undefined ? (['alertmanager'] as const) : []),
  ];
  return { data: [...listed.values()].sort(bySeverity), pagination: { next: null }, missing };
}

function asListed(alert: Alert & Partial<HeldAlert>, state: ListedAlert['state']): ListedAlert {
  const { labels, annotations, startsAt, silencedBy = [], inhibitedBy = [] } = alert;
  const began = new Date(startsAt).toISOString();
  return { state, labels: { ...labels }, annotations: { ...annotations }, startsAt: began, silencedBy, inhibitedBy };
}

function bySeverity(one: ListedAlert, other: ListedAlert): number {
  const rank = ({ labels, state }: ListedAlert): number =>
    SEVERITIES.indexOf(labels['severity'] ?? 'none') * ALERT_STATES.length - ALERT_STATES.indexOf(state);
  return rank(one) - rank(other) || (one.startsAt < other.startsAt ? -1 : 1);
}
