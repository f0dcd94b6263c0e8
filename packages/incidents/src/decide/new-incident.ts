/** Incidents before anything is known of them, and what one takes over of another that becomes a part of it. */
import type { Incident } from '@nines/kernel';

/** Version 0: nobody has seen it yet. */
export function newIncident(number: number, drill: string | null, at: string): Incident {
  return {
    number,
    title: '',
    status: 'triggered',
    severity: 4,
    severityBy: 'rule',
    drill,
    root: null,
    services: [],
    owners: [],
    startedAt: at,
    detectedAt: at,
    openedAt: at,
    acknowledgedAt: null,
    acknowledgedBy: null,
    mitigatedAt: null,
    resolvedAt: null,
    resolvedBy: null,
    isOfPlatform: false,
    reopenings: 0,
    disturbances: [],
    alertCount: 0,
    firingCount: 0,
    roles: {},
    tasks: [],
    links: [],
    told: [],
    groupedBy: 'rule',
    isKeptOpen: false,
    mergedInto: null,
    impact: null,
    version: 0,
  };
}

/** What people wrote and chose stays; where they chose both, it is the whole that counts. */
export function incidentWithPart(incident: Incident, part: Incident, by: string | null): Incident {
  const isByPerson = by !== null || part.groupedBy === 'person';
  const isWorse = incident.severityBy === 'rule' && part.severity < incident.severity;
  return {
    ...incident,
    severity: isWorse ? part.severity : incident.severity,
    ...firstAcknowledgement(incident, part),
    roles: { ...part.roles, ...incident.roles },
    tasks: [...incident.tasks, ...part.tasks],
    links: [...incident.links, ...part.links],
    groupedBy: isByPerson ? 'person' : incident.groupedBy,
  };
}

/** Somebody took it on when the first of them did: the time to that is counted from when the first was detected. */
function firstAcknowledgement(one: Incident, other: Incident): Pick<Incident, 'acknowledgedAt' | 'acknowledgedBy'> {
  const moments = [one.acknowledgedAt, other.acknowledgedAt].filter((at) => at !== null);
  return { acknowledgedAt: moments.sort()[0] ?? null, acknowledgedBy: one.acknowledgedBy ?? other.acknowledgedBy };
}

/** What is left of an incident that became a part of another one. */
export function mergedIncident(part: Incident, into: number, at: string, by: string | null): Incident {
  const { startedAt, status, resolvedAt, resolvedBy, version } = part;
  return {
    ...part,
    status: 'resolved',
    resolvedAt: status === 'resolved' ? resolvedAt : at < startedAt ? startedAt : at,
    resolvedBy: status === 'resolved' ? resolvedBy : (by ?? 'nines'),
    disturbances: [],
    alertCount: 0,
    firingCount: 0,
    isKeptOpen: false,
    tasks: [],
    links: [],
    mergedInto: into,
    version: version + 1,
  };
}
