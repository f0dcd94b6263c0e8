import { describe, expect, it } from 'vitest';
import { correlatedIncident, incidentCorrelation, platformEventId, platformOf } from './event-owner.ts';

describe('the platform of an event', () => {
  it.each(['alert.fired', 'alert.resolved', 'budget.at-risk', 'incident.task-done'])('is in the id of %s', (type) => {
    expect(platformOf({ id: platformEventId(type, 'my-shop2', 'a/b:c'), correlationId: null })).toBe('my-shop2');
  });

  it('is that of its incident where its id does not say', () => {
    const event = { id: 'alert.fired:0123abcdef:2026-11-10T09:00:00.000Z', correlationId: 'incident:shop/1' };
    expect(platformOf(event)).toBe('shop');
    expect(platformOf({ ...event, correlationId: 'incident:1' })).toBeUndefined();
  });

  it.each([
    ['an alert of an earlier version', 'alert.fired:0123abcdef:2026-11-10T09:00:00.000Z'],
    ['one that another system told', 'alert.fired:grafana:shop/db:2026-11-10T09:00:00.000Z'],
    ['a budget of an earlier version', 'budget.exhausted:shop:web/errors:2026-11-10T09:00:00.000Z'],
    ['a notice', 'notification.sent:delivery/slack/fails/1'],
    ['what the supervisor saw', 'spool:boot:7'],
  ])('is not known of %s', (_what, id) => {
    expect(platformOf({ id, correlationId: null })).toBeUndefined();
  });
});

describe('the correlation of an incident', () => {
  it('says whose it is', () => {
    expect(correlatedIncident(incidentCorrelation('shop', 12))).toEqual({ platform: 'shop', number: 12 });
  });

  it('of an earlier version says its number', () => {
    expect(correlatedIncident('incident:12')).toEqual({ platform: undefined, number: 12 });
  });

  it.each([null, '', 'incident:', 'incident:x', 'incident:shop/', 'incident:shop/1/2', 'shop/incident:12', '12'])(
    'is not %j',
    (correlationId) => {
      expect(correlatedIncident(correlationId)).toBeNull();
    },
  );
});
