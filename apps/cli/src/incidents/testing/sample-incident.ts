/** An incident as the API tells it. */
import type { ApiIncident, ApiMessage, Timeline } from '@nines/api';
import { someIncidentThatIsOver } from '@nines/testkit/incident-samples';

export const INCIDENT: ApiIncident = someIncidentThatIsOver({
  number: 7,
  detectedAt: '2026-11-30T09:00:01.500Z',
  resolvedAt: '2026-11-30T09:02:03.000Z',
  disturbances: [{ from: '2026-11-30T09:00:00.000Z', to: '2026-11-30T09:02:03.000Z' }],
  alertCount: 2,
  roles: { commander: 'grace' },
  tasks: [
    { id: '7-1', text: 'add a replica', kind: 'corrective', owner: 'ada', due: '2026-12-03', doneAt: null },
    { id: '7-2', text: 'call the customer', kind: 'task', owner: null, due: null, doneAt: '2026-11-30T09:10:00.000Z' },
  ],
  links: [{ title: 'graph', url: 'https://graphs.example/1' }],
  told: ['slack', 'email'],
  impact: {
    failedRequests: 1_234.4,
    totalRequests: 20_000,
    minutes: 2.05,
    budgets: [{ service: 'api', slo: 'errors', spentRatio: 0.0125 }],
  },
  version: 5,
});

export function timelineEvent(
  type: string,
  time: string,
  data: Record<string, unknown> = {},
): Timeline['data'][number] {
  return {
    sequence: 1,
    id: `${type}:${time}`,
    type,
    source: 'test',
    subject: 'postgres',
    time,
    recordedAt: time,
    correlationId: 'incident:shop/7',
    data,
  };
}

export const MESSAGE: ApiMessage = {
  id: 1,
  channel: 'slack',
  reason: 'triggered',
  state: 'sent',
  attempts: 1,
  decidedAt: '2026-11-30T09:00:01.600Z',
  dueAt: '2026-11-30T09:00:01.600Z',
  sentAt: '2026-11-30T09:00:01.850Z',
  failure: null,
};
