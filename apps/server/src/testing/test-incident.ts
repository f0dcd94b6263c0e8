/** An incident of tests. */
import type { Incident } from '@nines/kernel';

/** One of postgres that took two minutes, but for what is said. */
export function testIncident(said: Partial<Incident>): Incident {
  return {
    number: 1,
    title: 'postgres is down',
    status: 'resolved',
    severity: 1,
    severityBy: 'rule',
    drill: null,
    root: { service: 'postgres', alertname: 'ServiceDown' },
    services: ['postgres', 'api'],
    owners: ['team-data'],
    startedAt: '2026-11-30T09:00:00.000Z',
    detectedAt: '2026-11-30T09:00:01.000Z',
    acknowledgedAt: '2026-11-30T09:00:31.000Z',
    acknowledgedBy: 'ada',
    mitigatedAt: null,
    resolvedAt: '2026-11-30T09:02:00.000Z',
    resolvedBy: 'nines',
    isOfPlatform: false,
    reopenings: 0,
    disturbances: [{ from: '2026-11-30T09:00:00.000Z', to: '2026-11-30T09:02:00.000Z' }],
    alertCount: 1,
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
    ...said,
  };
}
