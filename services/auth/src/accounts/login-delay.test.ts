import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { type LoginFailures, loginDelaySeconds, withAttempt } from './login-delay.ts';

const start = new Date('2026-01-01T00:00:00Z');

function after(seconds: number): Date {
  return new Date(start.getTime() + seconds * 1_000);
}

function failed(failures: number): LoginFailures {
  return { failures, lastAt: start };
}

describe('loginDelaySeconds', () => {
  it.each([
    [0, 0],
    [4, 0],
    [5, 2],
    [6, 4],
    [9, 32],
    [13, 512],
    [14, 900],
    [1_000, 900],
  ])('asks %i failures to wait %i s', (failures, seconds) => {
    expect(loginDelaySeconds(failed(failures), start)).toBe(seconds);
  });

  it('counts from the last failure', () => {
    expect(loginDelaySeconds(failed(6), after(3))).toBe(1);
    expect(loginDelaySeconds(failed(6), after(4))).toBe(0);
  });

  it('forgets after a day', () => {
    expect(withAttempt(failed(20), after(86_400))).toEqual({ failures: 1, lastAt: after(86_400) });
  });

  it('lets a patient guesser have little more than a hundred attempts a day', () => {
    let past = failed(0);
    let attempts = 0;
    for (let now = 0; now < 86_400; now += 1) {
      if (loginDelaySeconds(past, after(now)) > 0) continue;
      past = withAttempt(past, after(now));
      attempts += 1;
    }
    expect(attempts).toBeLessThan(115);
  });

  it('never locks anybody out for more than 15 minutes', () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.nat(100_000), (failures, seconds) => {
        expect(loginDelaySeconds(failed(failures), after(seconds))).toBeLessThanOrEqual(900);
      }),
    );
  });
});
