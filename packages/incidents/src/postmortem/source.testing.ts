/** Sources of postmortems for tests. */
import type { Service } from '@nines/catalog';
import type { OutboxMessage, RecordedEvent, TakenAlert } from '@nines/kernel';
import { anIncident } from '../figures/incident.testing.ts';
import type { PostmortemSource } from './postmortem-source.ts';

const START = Date.parse('2026-11-10T09:00:00.000Z');

/** @param seconds - after the incident began */
export function at(seconds: number): string {
  return new Date(START + seconds * 1_000).toISOString();
}

export function anEvent(
  sequence: number,
  seconds: number,
  type: string,
  more: Partial<RecordedEvent> = {},
): RecordedEvent {
  const time = at(seconds);
  return {
    ...{ sequence, type, time, recordedAt: time, id: `${type}:${sequence}` },
    ...{ source: 'test', subject: 'postgres', correlationId: 'incident:shop/1', data: {} },
    ...more,
  };
}

export function anAlert(changes: Partial<TakenAlert> = {}): TakenAlert {
  return {
    fingerprint: 'a1b2c3',
    startsAt: at(0),
    endsAt: at(120),
    labels: { alertname: 'ServiceDown', service: 'postgres', severity: 'critical' },
    annotations: { summary: 'postgres has had no ready instance for 1.0 s' },
    receivedAt: at(1),
    incident: 1,
    ...changes,
  };
}

export function aMessage(id: number, changes: Partial<OutboxMessage> = {}): OutboxMessage {
  return {
    ...{ id, channel: 'slack', incident: 1, state: 'sent', attempts: 1, failure: null, bundle: null },
    ...{ decidedAt: at(1), dueAt: at(1), sentAt: at(2) },
    notification: {
      ...{ kind: 'incident', key: `key-${id}`, reason: 'triggered', incident: anIncident(), summary: 'down' },
      ...{ runbookUrl: null, dashboardUrl: null, by: null, at: at(1) },
    },
    ...changes,
  };
}

function aService(name: string, dependsOn: readonly string[], min = 1): Service {
  const more = { owner: 'team-data', tier: 1, kind: 'service', dependsOn, replicas: { min, max: min } };
  return { name, ...more } as unknown as Service;
}

export function aSource(changes: Partial<PostmortemSource> = {}): PostmortemSource {
  return {
    incident: anIncident(),
    alerts: [anAlert()],
    timeline: [
      anEvent(11, 0, 'instance.crashed', { subject: 'postgres-0', data: { signal: 'SIGKILL' } }),
      anEvent(12, 0, 'service.down'),
      anEvent(13, 1, 'alert.fired', { data: { ...anAlert() } }),
      anEvent(14, 1, 'incident.opened', { data: { incident: 1 } }),
      anEvent(15, 31, 'incident.acknowledged', { data: { by: 'ana' } }),
      anEvent(16, 60, 'incident.noted', { data: { by: 'ana', text: 'the disk was full' } }),
      anEvent(17, 120, 'incident.resolved', { data: { by: null } }),
    ],
    changes: [anEvent(9, -600, 'service.rolling', { subject: 'api', data: { reason: 'changed' } })],
    messages: [aMessage(1)],
    objectives: [{ service: 'postgres', slo: 'uptime', target: '99.9', remainingRatio: 0.1 }],
    charts: [
      {
        ...{ name: 'ready-instances', title: 'Ready instances', unit: 'count' },
        lines: [
          {
            label: 'api',
            points: [0, 1, 2].map((index) => ({ atMs: START + index * 15_000, value: 2 - (index % 2) })),
          },
        ],
      },
    ],
    catalog: {
      services: [aService('postgres', []), aService('api', ['postgres'], 2)],
      edges: [{ from: 'api', to: 'postgres' }],
    },
    people: ['ana', 'bob'],
    nowMs: START + 3_600_000,
    ...changes,
  };
}
