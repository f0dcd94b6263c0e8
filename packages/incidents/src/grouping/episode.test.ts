import { someTakenAlert } from '@nines/testkit/incident-samples';
import { expect, it } from 'vitest';
import { episodeOf } from './episode.ts';

const startsAt = '2026-01-02T03:04:05.000Z';

it.each([
  ['2026-01-02T03:04:00.000Z', '2026-01-02T03:04:00.000Z'],
  ['2026-01-02T03:05:00.000Z', startsAt],
  ['-000001-01-01T00:00:00.000Z', startsAt],
  ['1969-12-31T23:59:59.000Z', startsAt],
  ['yesterday', startsAt],
])('what it tells of began when it says so, where that can be: %s', (since, began) => {
  const { beganMs } = episodeOf(someTakenAlert({ startsAt, annotations: { since } }));
  expect(new Date(beganMs).toISOString()).toBe(began);
});
