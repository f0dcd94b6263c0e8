import type { ApiIncidentFigures } from '@nines/api';
import type { Incident } from '@nines/kernel';
import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { figuresAnswer } from '../incidents/figures-answer.ts';
import { someIncidentThatIsOver } from '@nines/testkit/incident-samples';
import { IncidentMetrics } from './incident-metrics.ts';
import { addMeanTimes } from './mean-times.ts';
import { addOutboxMetrics } from './outbox-metrics.ts';

const series = async (registry: Registry, name: string): Promise<readonly string[]> =>
  (await registry.metrics()).split('\n').filter((line) => line.startsWith(name));

it('counts open incidents by severity, drills apart, and has no series where nobody knows', async () => {
  const registry = new Registry();
  const known: { incidents?: readonly Incident[] } = {};
  const metrics = new IncidentMetrics(registry, { incidents: () => known.incidents, waiting: () => 3 });
  expect(await series(registry, 'nines_incidents_open{')).toEqual([]);
  known.incidents = [
    someIncidentThatIsOver({ severity: 1, status: 'triggered' }),
    someIncidentThatIsOver({ severity: 1, status: 'resolved' }),
    someIncidentThatIsOver({ severity: 2, status: 'acknowledged', drill: 'game day' }),
  ];
  expect((await series(registry, 'nines_incidents_open{')).filter((line) => !line.endsWith(' 0'))).toEqual([
    'nines_incidents_open{severity="1",drill="false"} 1',
    'nines_incidents_open{severity="2",drill="true"} 1',
  ]);
  metrics.taken(500);
  metrics.decided(0.02);
  expect(await series(registry, 'nines_alerts_taken_total')).toEqual(['nines_alerts_taken_total 500']);
  expect(await series(registry, 'nines_incident_queue_length')).toEqual(['nines_incident_queue_length 3']);
  expect(await series(registry, 'nines_incident_decision_seconds_count')).toEqual([
    'nines_incident_decision_seconds_count 1',
  ]);
});

it('tells mean times of all, by service and by team, asked for once a minute, and nothing that is not known', async () => {
  const registry = new Registry();
  let nowMs = 0;
  let asked = 0;
  const known: { answer?: ApiIncidentFigures } = {};
  addMeanTimes(registry, {
    clock: { monotonicMs: () => nowMs },
    figures: async () => {
      asked += 1;
      return known.answer ?? Promise.reject(new Error('away'));
    },
  });
  expect(await series(registry, 'nines_incident_mttd_seconds{')).toEqual([]);
  expect(asked).toBe(2);
  const incident = someIncidentThatIsOver({ severity: 1, status: 'triggered', acknowledgedAt: null });
  const startMs = Date.parse(incident.startedAt);
  const period = { fromMs: startMs - 1_000, toMs: startMs + 60_000, nowMs: startMs + 60_000 };
  known.answer = figuresAnswer([incident], period, 'service');
  expect(await series(registry, 'nines_incident_mttd_seconds{')).toEqual([]);
  nowMs = 60_000;
  expect(await series(registry, 'nines_incident_mttd_seconds{')).toEqual([
    'nines_incident_mttd_seconds{by="all",name="all",drill="false"} 1',
    'nines_incident_mttd_seconds{by="service",name="postgres",drill="false"} 1',
    'nines_incident_mttd_seconds{by="team",name="postgres",drill="false"} 1',
  ]);
  expect(await series(registry, 'nines_incident_mtta_seconds{')).toEqual([]);
  expect(asked).toBe(4);
});

it('tells what waits for each channel, and for how long, also where that is nothing', async () => {
  const registry = new Registry();
  const known: { isAway: boolean } = { isAway: false };
  addOutboxMetrics(registry, {
    channels: () => ['email', 'slack'],
    nowMs: () => Date.parse('2026-01-01T00:06:00.000Z'),
    waiting: async () => {
      if (known.isAway) return undefined;
      return [{ channel: 'slack', count: 2, oldestAt: '2026-01-01T00:00:00.000Z' }];
    },
  });
  expect(await series(registry, 'nines_outbox_')).toEqual([
    'nines_outbox_pending{channel="email"} 0',
    'nines_outbox_pending{channel="slack"} 2',
    'nines_outbox_oldest_seconds{channel="email"} 0',
    'nines_outbox_oldest_seconds{channel="slack"} 360',
  ]);
  known.isAway = true;
  expect(await series(registry, 'nines_outbox_')).toEqual([]);
});
