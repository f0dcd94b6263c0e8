import { describe, expect, it } from 'vitest';
import { aPolicy, Desk, firing, resolved, ROUTES } from './decide.testing.ts';
import type { IncidentPolicy } from '../policy/incident-policy.ts';

const DB = 'ServiceDown db';

/** Real incidents to these, and no others. */
function leadingTo(...to: readonly string[]): IncidentPolicy {
  return aPolicy({ routes: [{ severities: [1, 2, 3, 4], drills: false, to }], channels: new Set(to) });
}

describe('where other routes lead than before', () => {
  it('open incidents are told once, as they are now', () => {
    const desk = new Desk(leadingTo('slack')).take(0, firing(DB, 0)).take(1_000, firing('ServiceDown api', 1_000));
    desk.command(2_000, 1, { kind: 'acknowledge' });
    desk.policy = leadingTo('slack', 'telegram');
    desk.decide(3_000, { kind: 'time' });
    desk.decide(4_000, { kind: 'time' });
    const told = desk.messages.filter(({ channel }) => channel === 'telegram');
    expect(told).toMatchObject([{ notification: { reason: 'triggered', incident: { status: 'acknowledged' } } }]);
    expect(desk.incident(1).told).toEqual(['slack', 'telegram']);
    desk.command(5_000, 1, { kind: 'mitigate' });
    expect(desk.told.slice(-2)).toEqual(['#1 mitigated slack', '#1 mitigated telegram']);
  });

  it('they are told so by a server that starts with these routes', () => {
    const desk = new Desk(leadingTo('slack')).take(0, firing(DB, 0));
    desk.policy = leadingTo('telegram');
    desk.restart(10_000).decide(10_000, { kind: 'time' });
    expect(desk.told).toEqual(['#1 triggered slack', '#1 triggered telegram']);
    desk.restart(20_000).decide(20_000, { kind: 'time' });
    expect(desk.told).toHaveLength(2);
  });

  it('what is over is told nowhere else', () => {
    const desk = new Desk(leadingTo('slack')).take(0, firing(DB, 0)).take(1_000, resolved(DB, 0, 1_000));
    desk.policy = leadingTo('telegram');
    desk.decide(2_000, { kind: 'time' });
    expect(desk.told).toEqual(['#1 triggered slack', '#1 resolved slack']);
  });

  it('a channel that is not there any more is told nothing, and anew once it is back', () => {
    const desk = new Desk(leadingTo('slack', 'pagerduty')).take(0, firing(DB, 0));
    desk.policy = leadingTo('slack');
    desk.decide(1_000, { kind: 'time' });
    expect(desk.incident(1).told).toEqual(['slack']);
    desk.command(2_000, 1, { kind: 'acknowledge' });
    desk.policy = leadingTo('slack', 'pagerduty');
    desk.decide(3_000, { kind: 'time' });
    expect(desk.told.filter((each) => each.endsWith('pagerduty'))).toEqual([
      '#1 triggered pagerduty',
      '#1 triggered pagerduty',
    ]);
    const keys = desk.messages.map(({ notification }) => notification.key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('one that is still there is told what follows, though no route leads there', () => {
    const desk = new Desk().take(0, firing(DB, 0));
    desk.policy = aPolicy({ routes: ROUTES.slice(1) });
    desk.decide(1_000, { kind: 'time' });
    desk.take(2_000, resolved(DB, 0, 2_000));
    expect(desk.told).toEqual(
      ['slack', 'pagerduty']
        .flatMap((to) => `#1 triggered ${to}`)
        .concat(['slack', 'pagerduty'].map((to) => `#1 resolved ${to}`)),
    );
  });
});
