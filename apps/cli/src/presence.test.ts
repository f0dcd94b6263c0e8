import { expect, test } from 'vitest';
import { NinesError } from '@nines/kernel';
import { platformAt } from './platform.testing.ts';
import { PresenceWatch, untilSettled } from './presence.ts';

test.for([
  ['answering', { answers: true, locked: true, meant: true }],
  ['silent', { answers: false, locked: true, meant: true }],
  ['silent', { answers: false, locked: true, meant: false }],
  ['away', { answers: false, locked: false, meant: true }],
  ['stopped', { answers: false, locked: false, meant: false }],
] as const)('%s: %j', async ([state, facts]) => {
  await expect(new PresenceWatch(platformAt(() => facts)).look()).resolves.toMatchObject({ state });
});

test('a supervisor that nobody replaces in time leaves the platform abandoned, until one is there', async () => {
  let now = 0;
  let locked = false;
  const watch = new PresenceWatch(
    platformAt(() => ({ answers: false, locked, meant: true })),
    () => now,
  );
  const seen: string[] = [];
  for (const [at, lockedThen] of [
    [0, false],
    [4_999, false],
    [5_000, false],
    [6_000, true],
    [7_000, false],
    [11_999, false],
    [12_000, false],
  ] as const) {
    now = at;
    locked = lockedThen;
    seen.push((await watch.look()).state);
  }
  expect(seen).toEqual(['away', 'away', 'abandoned', 'silent', 'away', 'away', 'abandoned']);
});

test('a supervisor that hangs is not waited for', async () => {
  const hangs = new NinesError('CONTROL_TIMED_OUT', 'no answer');
  const platform = { ...platformAt(() => ({ answers: false, locked: true, meant: true })) };
  const hanging = { ...platform, reportIfRunning: () => Promise.reject(hangs) };
  await expect(new PresenceWatch(hanging).look()).resolves.toEqual({ state: 'silent', timeout: hangs });
  await expect(untilSettled(hanging, new AbortController().signal)).rejects.toBe(hangs);
});

test('one that is being replaced is waited for', async () => {
  let looks = 0;
  const platform = platformAt(() => ({ answers: ++looks > 4, locked: looks > 2, meant: true }));
  await untilSettled(platform, new AbortController().signal);
  expect(looks).toBeGreaterThan(4);
});
