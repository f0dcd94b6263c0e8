/** What there is to read of an incident, the same for every channel: no markup, clean, short enough for all of them. */
import { formatDuration } from '@nines/kernel';
import type { Incident, IncidentNotification, IncidentSeverity, TellingReason } from '@nines/kernel';
import { cleanLine, cleanText } from '../text/clean-text.ts';
import { cutList, cutText } from '../text/cut-text.ts';
import { webLink } from '../text/web-link.ts';
import type { WebLink } from '../text/web-link.ts';
import { impactLine } from './impact-line.ts';

export interface Telling {
  /** An emoji that says how it stands. */
  readonly mark: string;
  /** `DRILL · SEV1 · #12 postgres is down`. One line. */
  readonly headline: string;
  /** That nothing real is wrong; null where it is real. */
  readonly drill: string | null;
  /** What has just happened: `Acknowledged by Ada`. One line. */
  readonly change: string;
  /** What the alert says; lines. Empty where it says nothing. */
  readonly says: string;
  readonly facts: readonly Fact[];
  readonly links: readonly WebLink[];
}

export interface Fact {
  readonly label: string;
  /** One line. */
  readonly value: string;
}

const LONGEST = { headline: 140, says: 2_000, value: 200, name: 60 } as const;
const MOST_SERVICES = 6;
const MOST_LINKS = 4;

const MARKS: Readonly<Record<IncidentSeverity, string>> = { 1: '🔴', 2: '🔴', 3: '🟠', 4: '🔵' };

/** From what was decided alone: the same notification reads the same at every attempt. */
export function tellingOf(notification: IncidentNotification): Telling {
  const { incident, summary, runbookUrl, dashboardUrl } = notification;
  const links = [
    webLink('Runbook', runbookUrl),
    webLink('Dashboard', dashboardUrl),
    ...incident.links.map(({ title, url }) => webLink(title, url)),
  ];
  return {
    mark: markOf(incident),
    headline: headlineOf(incident),
    drill: incident.drill === null ? null : `This is a drill (${name(incident.drill)}): nothing real is wrong.`,
    change: changeOf(notification),
    says: cutText(cleanText(summary), LONGEST.says),
    facts: factsOf(notification).map(({ label, value }) => ({ label, value: cutText(value, LONGEST.value) })),
    links: links.filter((link) => link !== undefined).slice(0, MOST_LINKS),
  };
}

export function headlineOf({ number, title, severity, drill }: Incident): string {
  const line = `${drill === null ? '' : 'DRILL · '}SEV${severity} · #${number} ${cleanLine(title)}`;
  return cutText(line, LONGEST.headline);
}

export function markOf({ status, severity, mergedInto }: Incident): string {
  if (mergedInto !== null) return '↪️';
  return status === 'triggered' ? MARKS[severity] : { acknowledged: '👀', mitigated: '🩹', resolved: '✅' }[status];
}

const CHANGES: Readonly<Record<TellingReason, (telling: IncidentNotification) => string>> = {
  triggered: ({ incident }) => `Triggered: severity ${incident.severity}`,
  acknowledged: ({ by }) => `Acknowledged${byWhom(by)}`,
  mitigated: ({ by }) => `Mitigated${byWhom(by)}`,
  resolved: ({ by, incident }) => `Resolved${byWhom(by)} after ${lasted(incident.startedAt, incident.resolvedAt)}`,
  reopened: ({ by }) => (by === null ? 'Reopened: it came back' : `Reopened${byWhom(by)}`),
  severity: ({ by, incident }) => `Severity is ${incident.severity} now${byWhom(by)}`,
  merged: ({ incident }) => `Part of #${incident.mergedInto ?? '?'} now`,
  updated: ({ incident }) => `Updated: ${alertsOf(incident)}`,
};

function changeOf(telling: IncidentNotification): string {
  return CHANGES[telling.reason](telling);
}

function byWhom(by: string | null): string {
  return by === null ? '' : ` by ${name(by)}`;
}

function factsOf({ incident, at }: IncidentNotification): readonly Fact[] {
  const { severity, severityBy, root, services, owners, roles, impact } = incident;
  const values: readonly (readonly [label: string, value: string | undefined])[] = [
    ['Status', statusOf(incident)],
    ['Severity', `${severity}${severityBy === 'person' ? ', set by a person' : ''}`],
    ['Since', `${shownMoment(incident.startedAt)} (${lasted(incident.startedAt, incident.resolvedAt ?? at)})`],
    ['Cause', root === null ? undefined : `${name(root.service)} (${name(root.alertname)})`],
    ['Affected', services.length === 0 ? undefined : cutList(services.map(name), MOST_SERVICES)],
    ['Owners', owners.length === 0 ? undefined : cutList(owners.map(name), MOST_SERVICES)],
    ['Alerts', alertsOf(incident)],
    ['Commander', roles.commander === undefined ? undefined : name(roles.commander)],
    ['Impact', impact === null ? undefined : impactLine(impact)],
  ];
  return values.flatMap(([label, value]) => (value === undefined ? [] : [{ label, value }]));
}

function statusOf({ status, acknowledgedAt, acknowledgedBy, detectedAt, resolvedBy, mergedInto }: Incident): string {
  if (mergedInto !== null) return `part of #${mergedInto}`;
  if (status === 'resolved') return resolvedBy === null ? status : `resolved by ${name(resolvedBy)}`;
  if (status === 'triggered' || acknowledgedBy === null) return status === 'triggered' ? 'not acknowledged' : status;
  const after = acknowledgedAt === null ? '' : ` after ${lasted(detectedAt, acknowledgedAt)}`;
  const acknowledged = `acknowledged by ${name(acknowledgedBy)}${after}`;
  return status === 'acknowledged' ? acknowledged : `${status}; ${acknowledged}`;
}

function alertsOf({ alertCount, firingCount }: Incident): string {
  const alerts = alertCount === 1 ? '1 alert' : `${alertCount} alerts`;
  return firingCount === 0 ? `${alerts}, none firing` : `${alerts}, ${firingCount} firing`;
}

/** How long from one moment to another, ISO 8601 both. */
function lasted(from: string, to: string | null): string {
  return formatDuration(Math.max(0, Date.parse(to ?? from) - Date.parse(from)));
}

function name(text: string): string {
  return cutText(cleanLine(text), LONGEST.name);
}

/** `2026-11-29 19:21:30 UTC`. */
function shownMoment(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
}
