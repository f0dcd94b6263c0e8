/** An incident of tests. */
import type { Incident } from '@nines/kernel';
import { someIncident } from '@nines/testkit/incident-samples';

/** One of postgres that took two minutes, but for what is said. */
export function testIncident(said: Partial<Incident>): Incident {
  return someIncident({
    title: 'postgres is down',
    status: 'resolved',
    root: { service: 'postgres', alertname: 'ServiceDown' },
    services: ['postgres', 'api'],
    owners: ['team-data'],
    startedAt: '2026-11-30T09:00:00.000Z',
    detectedAt: '2026-11-30T09:00:01.000Z',
    acknowledgedAt: '2026-11-30T09:00:31.000Z',
    acknowledgedBy: 'ada',
    resolvedAt: '2026-11-30T09:02:00.000Z',
    resolvedBy: 'nines',
    disturbances: [{ from: '2026-11-30T09:00:00.000Z', to: '2026-11-30T09:02:00.000Z' }],
    firingCount: 0,
    told: ['slack'],
    version: 3,
    ...said,
  });
}
