/** Incidents for tests. */
import type { Incident } from '@nines/kernel';

/** Resolved after two minutes of trouble, found after a second and acknowledged half a minute later. */
export function anIncident(changes: Partial<Incident> = {}): Incident {
  return {
    number: 1,
    title: 'postgres is down',
    status: 'resolved',
    severity: 1,
    severityBy: 'rule',
    drill: null,
    root: { service: 'postgres', alertname: 'ServiceDown' },
    services: ['postgres', 'api'],
    owners: ['team-data', 'team-web'],
    startedAt: '2026-11-10T09:00:00.000Z',
    detectedAt: '2026-11-10T09:00:01.000Z',
    acknowledgedAt: '2026-11-10T09:00:31.000Z',
    acknowledgedBy: 'ana',
    mitigatedAt: null,
    resolvedAt: '2026-11-10T09:02:00.000Z',
    resolvedBy: 'nines',
    isOfPlatform: false,
    reopenings: 0,
    disturbances: [{ from: '2026-11-10T09:00:00.000Z', to: '2026-11-10T09:02:00.000Z' }],
    alertCount: 2,
    firingCount: 0,
    roles: {},
    tasks: [],
    links: [],
    told: ['slack'],
    groupedBy: 'rule',
    isKeptOpen: false,
    mergedInto: null,
    impact: null,
    version: 3,
    ...changes,
  };
}
