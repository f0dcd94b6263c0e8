/** Title, date, people, status and severity. */
import { INCIDENT_ROLES } from '@nines/kernel';
import type { Incident } from '@nines/kernel';
import { termText } from '../due-date.ts';
import { utcText } from '../moments.ts';
import { bullets, plain } from '../plain-text.ts';
import type { PostmortemSource } from '../postmortem-source.ts';
import { ofIncident } from '../references.ts';

/** @param due - `2026-12-24`; null where the incident is not over, or none is owed */
export function heading({ incident, nowMs }: PostmortemSource, due: string | null): string {
  const { drill, mergedInto, number, severity, severityBy, startedAt, title } = incident;
  const chosen = severityBy === 'person' ? 'set by a person' : 'set by rule';
  const items = [
    `**Date:** ${utcText(startedAt)} UTC`,
    `**Authors:** ${authors(incident)}`,
    `**Roles:** ${INCIDENT_ROLES.map((role) => `${role} ${plain(incident.roles[role] ?? 'nobody')}`).join(', ')}`,
    `**Status:** draft, written from the records of ${ofIncident(incident)} at ${utcText(nowMs)} UTC`,
    `**Severity:** ${severity} (${chosen})`,
    `**Due:** ${dueText(incident, due)}`,
    ...(mergedInto === null ? [] : [`**Part of:** ${ofIncident({ number: mergedInto })}, which has its alerts`]),
    ...(drill === null ? [] : [`**Drill:** ${plain(drill)}. This trouble was made on purpose.`]),
  ];
  return `# Incident ${number}: ${plain(title)}\n\n${bullets(items)}`;
}

function dueText({ drill, mergedInto, severity }: Incident, due: string | null): string {
  if (drill !== null) return 'none is owed of a drill';
  if (mergedInto !== null) return 'none is owed of a part of another incident';
  const term = termText(severity);
  return term === null ? `none is owed of severity ${severity}` : `${due ?? 'not yet'}: ${term} after it was resolved`;
}

function authors({ roles }: Incident): string {
  const author = roles.scribe ?? roles.commander;
  return author === undefined ? 'to be named' : plain(author);
}
