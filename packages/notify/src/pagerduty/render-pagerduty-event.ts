/**
 * Notifications as events of PagerDuty. One incident here is one alert there: `dedup_key` is the platform, the
 * number and a digest that tells it from those of other databases. An incident that comes back after it was resolved is triggered anew.
 *
 * @see PagerDuty developer documentation, "Send an Event": summary at most 1,024 characters, dedup_key 255, event 512 KB
 */
import { createHash } from 'node:crypto';
import { incidentIdentity, LOUD_REASONS } from '@nines/kernel';
import type {
  IncidentNotification,
  IncidentSeverity,
  IncidentStatus,
  Notification,
  PlainNotification,
} from '@nines/kernel';
import { tellingOf } from '../content/telling.ts';
import { cleanLine, cleanText } from '../text/clean-text.ts';
import { cutText } from '../text/cut-text.ts';

export interface PagerDutyEvent {
  readonly event_action: 'trigger' | 'acknowledge' | 'resolve';
  readonly dedup_key: string;
  readonly payload: {
    readonly summary: string;
    readonly source: string;
    readonly severity: 'critical' | 'error' | 'warning' | 'info';
    readonly timestamp: string;
    readonly component?: string;
    readonly group?: string;
    readonly class?: string;
    readonly custom_details: Readonly<Record<string, string>>;
  };
  readonly client: 'Nines';
  readonly links: readonly { readonly href: string; readonly text: string }[];
}

const SEVERITIES: Readonly<Record<IncidentSeverity, PagerDutyEvent['payload']['severity']>> = {
  1: 'critical',
  2: 'error',
  3: 'warning',
  4: 'info',
};

/** PagerDuty does not know of trouble that is contained: somebody has it in hand. */
const ACTIONS: Readonly<Record<Exclude<IncidentStatus, 'resolved'>, PagerDutyEvent['event_action']>> = {
  triggered: 'trigger',
  acknowledged: 'acknowledge',
  mitigated: 'acknowledge',
};

const LONGEST = { summary: 1_024, key: 255, name: 120, details: 4_000 } as const;

export function renderPagerDutyEvent(notification: Notification, platform: string): PagerDutyEvent {
  return notification.kind === 'plain' ? notice(notification, platform) : incident(notification, platform);
}

function incident(notification: IncidentNotification, platform: string): PagerDutyEvent {
  const { number, severity, startedAt, root, services, owners } = notification.incident;
  const { headline, drill, change, says, facts, links } = tellingOf(notification);
  const [service = platform] = services;
  const owner = owners[0];
  return {
    event_action: actionOf(notification),
    dedup_key: dedupKey(`nines/${platform}/${number}/${incidentIdentity(platform, notification.incident)}`),
    payload: {
      summary: cutText(says === '' ? headline : `${headline}: ${cleanLine(says)}`, LONGEST.summary),
      source: name(root?.service ?? service) || 'nines',
      severity: SEVERITIES[severity],
      timestamp: startedAt,
      ...(root !== null && { component: name(root.service), class: name(root.alertname) }),
      ...(owner !== undefined && { group: name(owner) }),
      custom_details: {
        change,
        ...(drill !== null && { drill }),
        ...(says !== '' && { says }),
        ...Object.fromEntries(facts.map(({ label, value }) => [label.toLowerCase(), value])),
      },
    },
    client: 'Nines',
    links: links.map(({ title, url }) => ({ href: url, text: title })),
  };
}

/** What somebody may have to get up for opens an alert where none is open: anything else about it would be dropped. */
function actionOf({ incident: { status, mergedInto }, reason }: IncidentNotification): PagerDutyEvent['event_action'] {
  if (mergedInto !== null || status === 'resolved') return 'resolve';
  return LOUD_REASONS.includes(reason) ? 'trigger' : ACTIONS[status];
}

function notice({ key, title, text, ends, at }: PlainNotification, platform: string): PagerDutyEvent {
  return {
    event_action: ends === undefined ? 'trigger' : 'resolve',
    dedup_key: dedupKey(`nines/${platform}/notice/${ends ?? key}`),
    payload: {
      summary: cutText(cleanLine(title) || 'Notice', LONGEST.summary),
      source: name(platform) || 'nines',
      severity: 'warning',
      timestamp: at,
      custom_details: { says: cutText(cleanText(text), LONGEST.details) },
    },
    client: 'Nines',
    links: [],
  };
}

/** What is too long for a key is told apart by its hash. */
function dedupKey(text: string): string {
  const isFit = text.length <= LONGEST.key && /^[ -~]*$/u.test(text);
  return isFit ? text : `nines/${createHash('sha256').update(text).digest('hex')}`;
}

function name(text: string): string {
  return cutText(cleanLine(text), LONGEST.name);
}
