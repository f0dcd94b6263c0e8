/** Which incidents somebody wants, as every store reads it. */
import { owesPostmortem } from '@nines/kernel';
import type { Incident, IncidentFilter } from '@nines/kernel';

export function matchesFilter(incident: Incident, filter: IncidentFilter): boolean {
  const startedMs = Date.parse(incident.startedAt);
  const openActions = incident.tasks.some(({ kind, doneAt }) => kind === 'corrective' && doneAt === null);
  const conditions = [
    incident.mergedInto === (filter.mergedInto ?? null),
    filter.statuses?.includes(incident.status) ?? true,
    filter.severities?.includes(incident.severity) ?? true,
    filter.service === undefined || incident.services.includes(filter.service),
    filter.isDrill === undefined || filter.isDrill === (incident.drill !== null),
    filter.since === undefined || startedMs >= Date.parse(filter.since),
    filter.until === undefined || startedMs < Date.parse(filter.until),
    filter.before === undefined || incident.number < filter.before,
    filter.hasOpenActions !== true || openActions,
    filter.owesPostmortem !== true || owesPostmortem(incident),
  ];
  return !conditions.includes(false);
}
