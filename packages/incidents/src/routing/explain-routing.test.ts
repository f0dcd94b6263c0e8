import { expect, it } from 'vitest';
import { ROUTES } from '../decide/decide.testing.ts';
import { destinationsOf } from './destinations.ts';
import { explainRouting } from './explain-routing.ts';

const INCIDENT = {
  severity: 1,
  owners: ['team-web'],
  drill: null,
  isOfPlatform: false,
  told: ['slack', 'pagerduty'],
  status: 'triggered',
} as const;

it('those of all routes that apply are told, each once', () => {
  const routes = [
    ...ROUTES,
    { severities: [1, 2], owners: ['team-web'], drills: false, to: ['slack', 'slack:#web'] },
  ] as const;
  expect(destinationsOf(INCIDENT, routes)).toEqual(['slack', 'pagerduty', 'slack:#web']);
  expect(destinationsOf({ ...INCIDENT, owners: ['team-data'] }, routes)).toEqual(['slack', 'pagerduty']);
  expect(destinationsOf({ ...INCIDENT, drill: 'kill' }, routes)).toEqual(['slack:#drills']);
  expect(destinationsOf({ ...INCIDENT, isOfPlatform: true }, routes)).toEqual([]);
});

it('every channel has a reason', () => {
  const text = (incident: typeof INCIDENT | Readonly<Record<string, unknown>>): readonly string[] =>
    explainRouting({ ...INCIDENT, ...incident }, ROUTES, []).map((each) => `${each.channel}: ${each.text}`);
  expect(text({})).toEqual([
    'slack: route 1 leads there',
    'pagerduty: route 1 leads there',
    'email: route 2 does not apply: it is for severity 4, and this is of severity 1',
    'slack:#drills: route 3 does not apply: it is for drills, and this is real',
  ]);
  expect(text({ severity: 4 }).slice(0, 2)).toEqual([
    'slack: it was told before, and what follows is told there too',
    'pagerduty: it was told before, and what follows is told there too',
  ]);
  expect(text({ isOfPlatform: true, told: [] })[0]).toBe(
    'slack: it is about Nines itself, of which Alertmanager tells directly',
  );
  expect(text({ severity: 4, status: 'resolved' })[2]).toBe('email: route 2 leads there, but only since it was over');
});

it('is told what a message was decided for, and nothing else', () => {
  const found = (told: readonly string[], decided: readonly string[]): readonly string[] =>
    explainRouting({ ...INCIDENT, told }, ROUTES, decided).map(({ channel, isTold, text }) => {
      return `${channel} ${isTold ? 'is' : 'is not'}: ${text}`;
    });
  expect(found(['slack'], ['slack']).slice(0, 2)).toEqual([
    'slack is: route 1 leads there',
    'pagerduty is not: route 1 leads there, but nothing was decided to be told there so far',
  ]);
  expect(found(['slack', 'pagerduty'], ['slack', 'pagerduty', 'telegram']).at(-1)).toBe(
    'telegram is: it was told before, but is not there any more',
  );
});
