/** Alerts, incidents and what is told of them, for tests: valid ones, of which each test states what matters to it. */
import type { Incident, IncidentChanges, IncidentNotification, PlainNotification, TakenAlert } from '@nines/kernel';

const STARTED = '2026-01-02T03:04:05.678Z';

export function someTakenAlert(fields: Partial<TakenAlert> = {}): TakenAlert {
  return {
    fingerprint: 'a1b2c3',
    startsAt: STARTED,
    endsAt: null,
    labels: { alertname: 'ServiceDown', service: 'web', severity: 'critical' },
    annotations: { summary: 'web has no ready instance' },
    receivedAt: '2026-01-02T03:04:06.000Z',
    incident: null,
    ...fields,
  };
}

export function someIncident(fields: Partial<Incident> = {}): Incident {
  return {
    number: 1,
    title: 'web is down',
    status: 'triggered',
    severity: 1,
    severityBy: 'rule',
    drill: null,
    root: { service: 'web', alertname: 'ServiceDown' },
    services: ['web'],
    owners: ['team-web'],
    startedAt: STARTED,
    detectedAt: '2026-01-02T03:04:06.000Z',
    acknowledgedAt: null,
    acknowledgedBy: null,
    mitigatedAt: null,
    resolvedAt: null,
    resolvedBy: null,
    isOfPlatform: false,
    reopenings: 0,
    disturbances: [{ from: STARTED, to: null }],
    alertCount: 1,
    firingCount: 1,
    roles: {},
    tasks: [],
    links: [],
    told: [],
    groupedBy: 'rule',
    isKeptOpen: false,
    mergedInto: null,
    impact: null,
    version: 1,
    ...fields,
  };
}

/** One of postgres, told of and acknowledged, that took two minutes. */
export function someIncidentThatIsOver(fields: Partial<Incident> = {}): Incident {
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
    ...fields,
  });
}

export function someNotification(fields: Partial<Omit<IncidentNotification, 'kind'>> = {}): IncidentNotification {
  const { incident = someIncident(), reason = 'triggered' } = fields;
  return {
    kind: 'incident',
    key: `incident:${incident.number}:${reason}:${incident.version}`,
    reason,
    incident,
    summary: 'web has no ready instance',
    runbookUrl: null,
    dashboardUrl: null,
    by: null,
    at: STARTED,
    ...fields,
  };
}

export function somePlainNotification(fields: Partial<Omit<PlainNotification, 'kind'>> = {}): PlainNotification {
  return { kind: 'plain', key: 'test:1', title: 'Test', text: 'This channel works.', at: STARTED, ...fields };
}

/** A decision that changes nothing but what is given. */
export function someChanges(fields: Partial<IncidentChanges> = {}): IncidentChanges {
  return { revision: 0, alerts: [], incidents: [], messages: [], events: [], answered: [], ...fields };
}
