import type { Alert } from '@nines/kernel';
import { expect, it } from 'vitest';
import { VirtualClock } from '../testing/virtual-clock.ts';
import { AlertPoster } from './alert-poster.ts';

const ALERT: Alert = {
  labels: { alertname: 'ServiceDown', service: 'db' },
  annotations: {},
  startsAt: '1970-01-01T00:00:00.000Z',
};

it('counts what Alertmanager took and what it did not take, and nothing where there is none', async () => {
  const clock = new VirtualClock();
  const stop = new AbortController();
  const answers = [() => false, () => true, () => Promise.reject(new Error('away')), () => true];
  const counted: [number, string][] = [];
  const poster = new AlertPoster({
    alerts: () => [ALERT],
    post: async () => (answers.shift() ?? (() => false))(),
    clock,
    log: () => undefined,
    onPosted: (result) => counted.push([clock.now(), result]),
  });
  const running = poster.run(stop.signal);
  await clock.goTo(30_000);
  expect(counted).toEqual([
    [5_000, 'ok'],
    [10_000, 'failed'],
    [10_500, 'ok'],
  ]);
  stop.abort();
  await running;
});
