/** One incident for people: how it stands, who does what, what it cost, and everything that happened. */
import type { ApiIncident, ApiMessage, Timeline } from '@nines/api';
import { formatDuration } from '@nines/kernel';
import { moment } from '../objectives/moment-texts.ts';
import type { Output } from '../output.ts';
import { plainTable } from '../status-table.ts';
import { oneLine } from '../terminal-text.ts';
import { lastedText, statusText } from './incident-table.ts';
import { timelineTable } from './timeline-table.ts';

type Colors = Output['colors'];

export interface ShownIncident {
  readonly incident: ApiIncident;
  readonly timeline: Timeline['data'];
  readonly messages: readonly ApiMessage[];
}

export function incidentDetails(
  { incident, messages, timeline }: ShownIncident,
  colors: Colors,
  nowMs: number,
): string {
  const { drill, links, number, tasks, title } = incident;
  const heading = `${colors.bold(oneLine(`#${number} ${title}`))}${drill === null ? '' : oneLine(` (drill ${drill})`)}`;
  return [
    heading,
    plainTable(['', ''], facts(incident, colors, nowMs), colors).trimStart(),
    ...(tasks.length === 0 ? [] : [taskTable(tasks, colors)]),
    ...(links.length === 0 ? [] : [links.map(({ title: text, url }) => oneLine(`${text}: ${url}`)).join('\n')]),
    timelineTable(incident, timeline, messages, colors),
  ].join('\n\n');
}

function facts(incident: ApiIncident, colors: Colors, nowMs: number): readonly (readonly string[])[] {
  const { acknowledgedAt, acknowledgedBy, detectedAt, mergedInto, mitigatedAt, startedAt } = incident;
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['status', standing(incident, colors, nowMs)],
    ['part of', mergedInto === null ? undefined : `#${mergedInto}`],
    ['severity', `${incident.severity}, by ${incident.severityBy === 'rule' ? 'rule' : 'a person'}`],
    ['cause', incident.root === null ? undefined : `${incident.root.service} (${incident.root.alertname})`],
    ['affected', incident.services.join(', ') || undefined],
    ['owners', incident.owners.join(', ') || undefined],
    ['began', moment(Date.parse(startedAt))],
    ['detected', after(startedAt, detectedAt)],
    ['acknowledged', acknowledgedAt === null ? undefined : `${after(startedAt, acknowledgedAt)}, by ${acknowledgedBy}`],
    ['mitigated', mitigatedAt === null ? undefined : after(startedAt, mitigatedAt)],
    ['reopened', incident.reopenings === 0 ? undefined : `${incident.reopenings} times`],
    ['alerts', `${incident.alertCount}, of which ${incident.firingCount} fire now`],
    ...Object.entries(incident.roles).map(([role, person]) => [role, person] as const),
    ...impactRows(incident),
    ['told', incident.told.join(', ') || 'nobody'],
  ];
  return rows.filter((row): row is readonly [string, string] => row[1] !== undefined);
}

function standing(incident: ApiIncident, colors: Colors, nowMs: number): string {
  const { resolvedBy, status } = incident;
  const lasted = lastedText(incident, nowMs);
  const how =
    status === 'resolved' ? `after ${lasted}${resolvedBy === null ? '' : `, by ${resolvedBy}`}` : `for ${lasted}`;
  return `${statusText(incident, colors)} ${how}`;
}

function after(from: string, to: string): string {
  return `after ${formatDuration(Math.max(Date.parse(to) - Date.parse(from), 0))}`;
}

function impactRows({ impact }: ApiIncident): readonly (readonly [string, string])[] {
  if (impact === null) return [];
  const { budgets, failedRequests, minutes, totalRequests } = impact;
  const requests =
    failedRequests === null
      ? 'failed requests are not known'
      : `${count(failedRequests)} of ${totalRequests === null ? 'an unknown number of' : count(totalRequests)} requests failed`;
  return [
    ['impact', `${minutes.toFixed(1)} min of trouble; ${requests}`],
    ...budgets.map(
      ({ service, slo, spentRatio }) =>
        ['budget', `${service}/${slo}: ${(spentRatio * 100).toFixed(2)}% spent by it`] as const,
    ),
  ];
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

function taskTable(tasks: ApiIncident['tasks'], colors: Colors): string {
  const rows = tasks.map(({ doneAt, due, id, kind, owner, text }) => [
    id,
    kind,
    doneAt === null ? colors.yellow('open') : colors.green('done'),
    owner ?? '-',
    due ?? '-',
    text,
  ]);
  return plainTable(['task', 'kind', 'state', 'owner', 'due', 'what'], rows, colors);
}
