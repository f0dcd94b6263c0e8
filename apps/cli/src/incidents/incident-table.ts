/** Incidents as a table for people. */
import type { ApiIncident } from '@nines/api';
import { formatDuration } from '@nines/kernel';
import { moment } from '../objectives/moment-texts.ts';
import type { Output } from '../output.ts';
import { plainTable } from '../status-table.ts';

type Colors = Output['colors'];

const HEAD = ['incident', 'severity', 'status', 'began', 'lasted', 'alerts', 'who', 'what'];

/** In the order of the list; undefined where there is none. */
export function incidentTable(incidents: readonly ApiIncident[], colors: Colors, nowMs: number): string | undefined {
  if (incidents.length === 0) return undefined;
  return plainTable(
    HEAD,
    incidents.map((incident) => rowOf(incident, colors, nowMs)),
    colors,
  );
}

function rowOf(incident: ApiIncident, colors: Colors, nowMs: number): readonly string[] {
  const { acknowledgedBy, alertCount, drill, number, roles, severity, startedAt, title } = incident;
  return [
    `#${number}`,
    String(severity),
    statusText(incident, colors),
    moment(Date.parse(startedAt)),
    lastedText(incident, nowMs),
    String(alertCount),
    roles.commander ?? acknowledgedBy ?? '-',
    drill === null ? title : `${title} (drill ${drill})`,
  ];
}

export function statusText({ severity, status }: Pick<ApiIncident, 'severity' | 'status'>, colors: Colors): string {
  if (status === 'resolved') return colors.green(status);
  return status === 'triggered' && severity < 4 ? colors.red(status) : colors.yellow(status);
}

/** So far, where it is not over. */
export function lastedText({ resolvedAt, startedAt }: ApiIncident, nowMs: number): string {
  const endMs = resolvedAt === null ? nowMs : Date.parse(resolvedAt);
  return formatDuration(Math.max(endMs - Date.parse(startedAt), 0));
}
