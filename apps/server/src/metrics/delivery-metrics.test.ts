import type { IncidentNotification, OutboxMessage } from '@nines/kernel';
import { someIncident, someNotification } from '@nines/testkit/incident-samples';
import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { DeliveryMetrics } from './delivery-metrics.ts';

const AT = '2026-01-02T03:04:00.000Z';

function message(changes: Partial<IncidentNotification>): OutboxMessage {
  const notification = someNotification(changes);
  const times = { decidedAt: AT, dueAt: AT, sentAt: null };
  return {
    id: 1,
    channel: 'slack',
    incident: 1,
    notification,
    state: 'pending',
    attempts: 0,
    failure: null,
    bundle: null,
    ...times,
  };
}

it('counts attempts by how they ended, from 0, and how long pages took, but nothing else that was told', async () => {
  const registry = new Registry();
  const metrics = new DeliveryMetrics(registry, { channels: () => ['slack', 'email'] });
  const attempted = (outcome: 'sent' | 'failed', ...changes: readonly Partial<IncidentNotification>[]): void => {
    const result = outcome === 'sent' ? { outcome } : { outcome, reason: 'no' };
    metrics.attempted({ channel: 'slack', messages: changes.map(message) }, result, Date.parse(AT) + 2_000);
  };
  attempted('failed', { reason: 'triggered' });
  attempted('sent', { reason: 'triggered' }, { reason: 'severity' }, { reason: 'updated' });
  attempted('sent', { reason: 'resolved' });
  attempted('sent', { incident: someIncident({ severity: 4 }) }, { incident: someIncident({ drill: 'kill' }) });
  const lines = (await registry.metrics()).split('\n');
  expect(lines.filter((line) => line.startsWith('nines_delivery_attempts_total'))).toEqual([
    'nines_delivery_attempts_total{channel="slack",result="failed"} 1',
    'nines_delivery_attempts_total{channel="slack",result="sent"} 3',
    'nines_delivery_attempts_total{channel="slack",result="refused"} 0',
    'nines_delivery_attempts_total{channel="email",result="sent"} 0',
    'nines_delivery_attempts_total{channel="email",result="failed"} 0',
    'nines_delivery_attempts_total{channel="email",result="refused"} 0',
  ]);
  expect(lines).toContain('nines_page_delivery_seconds_count{channel="slack"} 2');
  expect(lines).toContain('nines_page_delivery_seconds_bucket{le="1",channel="slack"} 0');
  expect(lines).toContain('nines_page_delivery_seconds_bucket{le="2",channel="slack"} 2');
});
