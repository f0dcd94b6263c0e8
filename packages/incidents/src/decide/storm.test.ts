import { expect, it } from 'vitest';
import type { IncidentPlace, IncidentPolicy } from '../policy/incident-policy.ts';
import { aPolicy, Desk, firing, resolved, wall } from './decide.testing.ts';

const SERVICES = Array.from({ length: 500 }, (_, index) => `service-${index}`);
const PLACES: IncidentPolicy['places'] = new Map([
  ['db', { tier: 1, owner: 'team-data', needs: [] }],
  ...SERVICES.map((name): [string, IncidentPlace] => [name, { tier: 2, owner: 'team-web', needs: ['db', 'mesh'] }]),
]);

it('500 alerts behind one dependency that is gone are one incident, which names it, and one page a channel', () => {
  const desk = new Desk(aPolicy({ places: PLACES }));
  SERVICES.forEach((name, index) => {
    const ms = index * 37;
    desk.passTo(ms).take(ms, firing(`ErrorBudgetBurn ${name} windows=1h/5m`, ms));
    if (index === 100) desk.take(ms, firing('ServiceDown db', ms));
  });
  expect(desk.incidents.size).toBe(1);
  expect(desk.incident(1)).toMatchObject({
    title: 'db is down',
    root: { service: 'db' },
    alertCount: 501,
    severity: 1,
  });
  expect(desk.told.filter((each) => each.includes('triggered'))).toEqual([
    '#1 triggered slack',
    '#1 triggered pagerduty',
  ]);
  expect(desk.told.filter((each) => each.endsWith('pagerduty'))).toEqual([
    '#1 triggered pagerduty',
    '#1 severity pagerduty',
  ]);
  expect(desk.told.filter((each) => each.includes('updated')).length).toBeLessThanOrEqual(4); // 18.5 s, one in 5 s
  SERVICES.forEach((name, index) => {
    const ms = 60_000 + index;
    desk.passTo(ms).take(ms, resolved(`ErrorBudgetBurn ${name} windows=1h/5m`, index * 37, ms));
  });
  desk.take(61_000, resolved('ServiceDown db', 100 * 37, 61_000)).passTo(120_000);
  expect(desk.incident(1)).toMatchObject({ status: 'resolved', resolvedAt: wall(61_000), firingCount: 0 });
  expect(desk.told.filter((each) => each.includes('resolved'))).toEqual(['#1 resolved slack', '#1 resolved pagerduty']);
});

it('a decision about an incident of 5,000 alerts keeps and tells only what is different', () => {
  const desk = new Desk(aPolicy({ places: PLACES }));
  const alerts = Array.from({ length: 5_000 }, (_, index) =>
    firing(`LatencyHigh service-${index % 500} part=${index}`, 0),
  );
  desk.take(0, firing('ServiceDown db', 0), ...alerts);
  const before = desk.state;
  const { length } = desk.events;
  for (let index = 0; index < 50; index += 1)
    desk.take(1_000 + index, firing('ServiceDown db', 0), ...alerts.slice(0, 50));
  expect(desk.state.outages.get(1)).toBe(before.outages.get(1));
  for (let index = 0; index < 10; index += 1)
    desk.take(2_000 + index, resolved(`LatencyHigh service-0 part=${index * 500}`, 0, 1_500));
  expect(desk.events.length).toBe(length + 10);
  expect(desk.incident(1)).toMatchObject({ alertCount: 5_001, firingCount: 4_991 });
});

it('what is repeated changes nothing at all', () => {
  const desk = new Desk().take(0, firing('ServiceDown db', 0), firing('LatencyHigh api severity=warning', 0));
  const version = desk.incident(1).version;
  const { length } = desk.events;
  for (let ms = 10; ms < 1_000; ms += 10)
    desk.take(ms, firing('LatencyHigh api severity=warning', 0), firing('ServiceDown db', 0));
  expect([desk.incident(1).version, desk.events.length]).toEqual([version, length]);
});
