/** Which alert of several says best what is wrong. */
import type { IncidentSeverity } from '@nines/kernel';
import type { IncidentPolicy } from '../policy/incident-policy.ts';
import type { Episode } from './episode.ts';

/** What the alerts of one place come to. */
export interface Lead {
  /** The one that says best what is wrong. */
  readonly episode: Episode;
  /** When the first one began, ms. */
  readonly beganMs: number;
  /** The worst that an alert of it is worth, whatever is left of budgets. */
  readonly severity: IncidentSeverity;
}

/** How bad it is that a service is not there; anything else that pages is one less severe, as is a burning budget. */
const SEVERITY_OF_TIER: Readonly<
  Record<1 | 2 | 3, { readonly down: IncidentSeverity; readonly other: IncidentSeverity }>
> = {
  1: { down: 1, other: 2 },
  2: { down: 2, other: 3 },
  3: { down: 3, other: 3 },
};

/** Of what is in no catalog, and does not say so itself. */
const TIER_OF_OTHERS = 2;

export function leadOf(episode: Episode, policy: IncidentPolicy): Lead {
  return { episode, beganMs: episode.beganMs, severity: severityOf(episode, policy) };
}

/** Of two leads of one place. */
export function joinedLead(one: Lead, other: Lead): Lead {
  return {
    episode: isBetter(other.episode, one.episode) ? other.episode : one.episode,
    beganMs: Math.min(one.beganMs, other.beganMs),
    severity: one.severity < other.severity ? one.severity : other.severity,
  };
}

/** Whether `one` says better than `other` what is wrong: what is not there at all, what is worse, what began earlier. */
function isBetter(one: Episode, other: Episode): boolean {
  if (one === other) return false;
  const difference = rank(one) - rank(other) || one.startMs - other.startMs;
  if (difference !== 0) return difference < 0;
  return order(one) < order(other);
}

/** Critical alerts come before others, and of each those that say that something is not there. */
export function rank({ severity, alert }: Episode): number {
  return (severity === 'critical' ? 0 : 2) + (isDown(alert.labels) ? 0 : 1);
}

function severityOf({ severity, service, alert }: Episode, { places }: IncidentPolicy): IncidentSeverity {
  if (severity !== 'critical') return 4;
  const tier = places.get(service ?? '')?.tier ?? tierOf(alert.labels['tier']);
  return SEVERITY_OF_TIER[tier][isDown(alert.labels) ? 'down' : 'other'];
}

function tierOf(label: string | undefined): 1 | 2 | 3 {
  return label === '1' ? 1 : label === '3' ? 3 : TIER_OF_OTHERS;
}

function isDown({ alertname = '' }: Readonly<Record<string, string>>): boolean {
  return alertname.endsWith('Down');
}

function order({ alert: { fingerprint, startsAt, labels } }: Episode): string {
  return `${labels['alertname'] ?? ''}\n${fingerprint}\n${startsAt}`;
}
