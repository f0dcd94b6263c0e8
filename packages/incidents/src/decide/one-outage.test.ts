import { platformOf } from '@nines/kernel';
import { describe, expect, it } from 'vitest';
import { aPolicy, Desk, firing, resolved, wall } from './decide.testing.ts';

describe('an outage', () => {
  it('is told of though the clock was set back to before the end of the last one', () => {
    const desk = new Desk().take(3_600_000, firing('ServiceDown db', 3_600_000));
    desk.take(3_660_000, resolved('ServiceDown db', 3_600_000, 3_660_000));
    desk.take(61_000, firing('ServiceDown db', 60_000));
    expect([...desk.incidents.values()].some(({ status }) => status === 'triggered')).toBe(true);
    expect(desk.told.filter((each) => /triggered|reopened/.test(each)).length).toBeGreaterThan(2);
  });

  it('keeps when it was begun, whatever began earlier and joins it, comes back or becomes a part of it', () => {
    const desk = new Desk().take(100_000, firing('ServiceDown web', 90_000));
    desk.take(110_000, firing('ServiceDown db', 10_000)).take(115_000, firing('ServiceDown other', 115_000));
    desk.take(120_000, resolved('ServiceDown web', 90_000, 119_000), resolved('ServiceDown db', 10_000, 119_000));
    desk.restart(130_000).take(140_000, firing('ServiceDown db', 139_000));
    desk.command(150_000, 2, { kind: 'merge', into: 1 });
    expect(desk.incident(1)).toMatchObject({ startedAt: wall(10_000), openedAt: wall(100_000), reopenings: 1 });
    expect(desk.incident(2)).toMatchObject({ openedAt: wall(115_000), mergedInto: 1 });
  });

  it('is told under keys of its own, though a database that was made anew counts from 1 again', () => {
    const keysOf = (ms: number): readonly string[] => {
      const { messages } = new Desk()
        .take(ms, firing('ServiceDown db', ms))
        .take(ms + 9_000, firing('ServiceDown web', ms));
      return messages.map(({ notification }) => notification.key);
    };
    expect(keysOf(1_000)).toEqual(keysOf(1_000));
    expect(new Set([...keysOf(1_000), ...keysOf(90_000)])).toHaveLength(2 * keysOf(1_000).length);
  });

  it('is one incident from its first alert to the end of its last', () => {
    const desk = new Desk().take(1_000, firing('ServiceDown db', 0));
    expect(desk.incident(1)).toMatchObject({
      title: 'db is down',
      status: 'triggered',
      severity: 1,
      root: { service: 'db', alertname: 'ServiceDown' },
      services: ['db'],
      owners: ['team-data'],
      startedAt: wall(0),
      detectedAt: wall(1_000),
      told: ['slack', 'pagerduty'],
      version: 1,
    });
    desk.take(2_000, firing('ErrorBudgetBurn web windows=1h/5m', 1_500));
    expect(desk.incident(1)).toMatchObject({
      services: ['db', 'web'],
      owners: ['team-data', 'team-web'],
      alertCount: 2,
    });
    desk.take(60_000, resolved('ServiceDown db', 0, 58_000));
    expect(desk.incident(1)).toMatchObject({ status: 'triggered', firingCount: 1 });
    desk.take(90_000, resolved('ErrorBudgetBurn web windows=1h/5m', 1_500, 89_000));
    expect(desk.incident(1)).toMatchObject({
      status: 'resolved',
      resolvedAt: wall(89_000),
      resolvedBy: 'nines',
      disturbances: [{ from: wall(0), to: wall(89_000) }],
      firingCount: 0,
    });
    expect(desk.incidents.size).toBe(1);
    expect(desk.told.filter((each) => !each.includes('updated'))).toEqual([
      '#1 triggered slack',
      '#1 triggered pagerduty',
      '#1 resolved slack',
      '#1 resolved pagerduty',
    ]);
    expect(desk.eventTypes).toEqual([
      'alert.fired',
      'incident.opened',
      'alert.fired',
      'alert.resolved',
      'alert.resolved',
      'incident.resolved',
    ]);
    expect(new Set(desk.events.map(({ correlationId }) => correlationId))).toEqual(new Set(['incident:test/1']));
  });

  it('is told of in events that say whose it is, so that no other platform writes the same', () => {
    const [shop, depot] = ['shop', 'depot'].map((platform) =>
      new Desk(aPolicy({ platform }))
        .take(0, firing('ServiceDown db', 0), firing('DependencyDown web severity=info', 0))
        .take(1_000, resolved('ServiceDown db', 0, 1_000)),
    );
    const idsOf = (desk: Desk | undefined): readonly string[] => desk?.events.map(({ id }) => id) ?? [];
    expect(idsOf(shop)).toContain(`alert.resolved:shop/ServiceDown db:${wall(0)}`);
    expect(new Set([...idsOf(shop), ...idsOf(depot)]).size).toBe(10);
    expect(shop?.events.map((event) => platformOf(event))).toEqual(Array.from({ length: 5 }, () => 'shop'));
    const correlations = new Set(shop?.events.map(({ correlationId }) => correlationId));
    expect(correlations).toEqual(new Set(['incident:shop/1', `shop/DependencyDown web severity=info:${wall(0)}`]));
  });

  it('is another one where nothing connects them', () => {
    const desk = new Desk().take(0, firing('ServiceDown db', 0), firing('ServiceDown other', 0));
    expect(desk.incidents.size).toBe(2);
  });

  it('comes back within the time for it, and is a new one after it', () => {
    const desk = new Desk()
      .take(0, firing('ServiceDown db', 0))
      .take(10_000, resolved('ServiceDown db', 0, 10_000))
      .take(610_000, firing('ServiceDown db', 610_000));
    expect(desk.incident(1)).toMatchObject({ status: 'triggered', reopenings: 1, resolvedAt: null });
    expect(desk.told).toContain('#1 reopened slack');
    desk
      .take(620_000, resolved('ServiceDown db', 610_000, 620_000))
      .take(1_220_001, firing('ServiceDown db', 1_220_001));
    expect(desk.incidents.size).toBe(2);
    expect(desk.incident(2)).toMatchObject({ status: 'triggered', reopenings: 0 });
  });

  it('that was over before it was told of is told of all the same', () => {
    const desk = new Desk().take(60_000, resolved('ServiceDown db', 0, 50_000));
    expect(desk.incident(1)).toMatchObject({
      status: 'resolved',
      startedAt: wall(0),
      resolvedAt: wall(50_000),
      version: 2,
    });
    expect(desk.told).toEqual([
      '#1 triggered slack',
      '#1 triggered pagerduty',
      '#1 resolved slack',
      '#1 resolved pagerduty',
    ]);
    desk.take(61_000, firing('ServiceDown db', 0));
    expect(desk.incident(1).version).toBe(2);
  });

  it('is ended by an end of which nobody said the time only where it fires then', () => {
    const end = (endMs: number) => ({ ...resolved('ServiceDown db', 0, endMs), ifFiring: true as const });
    const desk = new Desk().take(1_000, end(1_000));
    expect(desk.incidents.size).toBe(0);
    desk.take(2_000, firing('ServiceDown db', 0)).take(3_000, end(3_000)).take(4_000, end(4_000));
    desk.restart(3_600_000).take(3_601_000, end(3_601_000));
    expect(desk.incident(1)).toMatchObject({ status: 'resolved', resolvedAt: wall(3_000) });
    expect([...desk.alerts.values()]).toMatchObject([{ startsAt: wall(0), endsAt: wall(3_000) }]);
  });

  it('of warnings is a ticket, until something pages', () => {
    const desk = new Desk().take(0, firing('LatencyHigh api severity=warning', 0));
    expect(desk.incident(1)).toMatchObject({ severity: 4, disturbances: [], title: 'api is slow' });
    expect(desk.told).toEqual(['#1 triggered email']);
    desk.take(1_000, firing('ServiceDown db', 1_000));
    expect(desk.incident(1)).toMatchObject({ severity: 1, title: 'db is down', services: ['db', 'api'] });
    expect(desk.told.slice(1)).toEqual(['#1 severity email', '#1 triggered slack', '#1 triggered pagerduty']);
  });

  it('of Nines alone is told by Alertmanager, and by Nines as soon as it concerns more', () => {
    const desk = new Desk().take(0, firing('ServiceDown mesh scope=platform', 0));
    expect(desk.incident(1)).toMatchObject({ isOfPlatform: true, told: [] });
    expect(desk.told).toEqual([]);
    desk.take(1_000, firing('ServiceDown web', 1_000));
    expect(desk.incident(1)).toMatchObject({ isOfPlatform: false, root: { service: 'mesh' } });
    expect(desk.told).toEqual(['#1 triggered slack', '#1 triggered pagerduty']);
  });

  it('of a drill is never a part of a real one, and told where drills are', () => {
    const desk = new Desk().take(0, firing('ServiceDown db', 0), firing('ServiceDown api drill=pod-kill', 0));
    expect(desk.incidents.size).toBe(2);
    expect([...desk.incidents.values()].map(({ drill }) => drill).sort()).toEqual(['pod-kill', null].sort());
    expect(desk.told.filter((each) => each.endsWith('#drills'))).toHaveLength(1);
  });

  it('that connects two makes them one', () => {
    const desk = new Desk().take(0, firing('ServiceDown web', 0)).take(200_000, firing('ServiceDown shop', 200_000));
    expect(desk.incidents.size).toBe(2);
    desk.take(300_000, firing('ServiceDown db', 300_000));
    expect(desk.incident(1)).toMatchObject({ services: ['db', 'web', 'shop'], alertCount: 3, title: 'db is down' });
    expect(desk.incident(2)).toMatchObject({ mergedInto: 1, alertCount: 0, status: 'resolved' });
    expect([...desk.alerts.values()].map(({ incident }) => incident)).toEqual([1, 1, 1]);
    expect(desk.told.filter((each) => each.includes('merged'))).toEqual(['#2 merged slack', '#2 merged pagerduty']);
    expect(desk.eventTypes).toContain('incident.merged');
  });

  it('is more severe where the budget of what it is about is exhausted', () => {
    const policy = aPolicy({ exhausted: new Set(['shop']) });
    expect(new Desk(policy).take(0, firing('ServiceDown shop', 0)).incident(1).severity).toBe(1);
    const desk = new Desk().take(0, firing('ServiceDown shop', 0));
    expect(desk.incident(1).severity).toBe(2);
    desk.policy = policy;
    desk.decide(1_000, { kind: 'time' });
    expect(desk.incident(1).severity).toBe(1);
    expect(desk.told).toContain('#1 severity pagerduty');
  });

  it('of info is none', () => {
    const desk = new Desk().take(0, firing('DependencyDown web severity=info', 0));
    expect(desk.incidents.size).toBe(0);
    expect(desk.eventTypes).toEqual(['alert.fired']);
    desk.take(10, resolved('DependencyDown web severity=info', 0, 10));
    expect(desk.eventTypes).toEqual(['alert.fired', 'alert.resolved']);
    expect([...desk.alerts.values()]).toMatchObject([{ incident: null, endsAt: wall(10) }]);
  });
});
