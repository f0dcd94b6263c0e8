import { expect, it } from 'vitest';
import { Desk, firing, resolved } from './decide.testing.ts';

const DB = 'ServiceDown db';

it('a message that is to be brought up to date soon is so after a restart too, once', () => {
  const desk = new Desk().take(0, firing(DB, 0)).take(1_000, firing('ServiceDown api', 1_000));
  expect(desk.told).toEqual(['#1 triggered slack', '#1 triggered pagerduty']);
  desk.restart(2_000).passTo(60_000);
  expect(desk.told.slice(2)).toEqual(['#1 updated slack']);
  expect(desk.messages.at(-1)?.notification).toMatchObject({ incident: { alertCount: 2 } });
  desk.restart(70_000).passTo(80_000);
  expect(desk.told).toHaveLength(3);
});

it('what is over is not told anew by a restart', () => {
  const desk = new Desk().take(0, firing(DB, 0)).take(10_000, resolved(DB, 0, 10_000));
  const { length } = desk.told;
  desk.restart(20_000).passTo(60_000);
  expect(desk.told).toHaveLength(length);
});
