import type { KeptHeartbeat } from '@nines/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beaten, expectAgain, isMissing, onTerms } from './heartbeats.ts';
import type { HeartbeatTerms } from './heartbeats.ts';

const HOUR_MS = 3_600_000;
const NIGHTLY: HeartbeatTerms = { name: 'nightly', everyMs: 24 * HOUR_MS, graceMs: HOUR_MS };
const iso = (ms: number): string => new Date(ms).toISOString();

function kept(beatMs: number, excusedUntil: string | null = null): KeptHeartbeat {
  return { name: 'nightly', beatAt: iso(beatMs), excusedUntil };
}

describe('a heartbeat', () => {
  it('is missing when it is later than agreed, and its grace is over', () => {
    const expected = beaten(NIGHTLY, 5);
    expect(isMissing(expected, 25 * HOUR_MS + 4)).toBe(false);
    expect(isMissing(expected, 25 * HOUR_MS + 5)).toBe(true);
  });

  it('is waited for from when it is known', () => {
    const { expected, keep } = expectAgain(NIGHTLY, undefined, { wallMs: HOUR_MS, monotonicMs: 7 });
    expect(expected.missingMs).toBe(25 * HOUR_MS + 7);
    expect(keep).toEqual(kept(HOUR_MS));
  });

  it('that is not due yet when somebody begins to listen is waited for as before', () => {
    const { expected, keep } = expectAgain(NIGHTLY, kept(0), { wallMs: 20 * HOUR_MS, monotonicMs: 100 });
    expect(expected.missingMs).toBe(5 * HOUR_MS + 100);
    expect(keep).toBeUndefined();
  });

  it('that was due while nobody listened is waited for once more, as long as its grace, and not again', () => {
    const first = expectAgain(NIGHTLY, kept(0), { wallMs: 40 * HOUR_MS, monotonicMs: 0 });
    expect(first.expected.missingMs).toBe(HOUR_MS);
    expect(first.keep).toEqual(kept(0, iso(41 * HOUR_MS)));
    const second = expectAgain(NIGHTLY, first.keep, { wallMs: 40.5 * HOUR_MS, monotonicMs: 0 });
    expect([second.expected.missingMs, second.keep]).toEqual([0.5 * HOUR_MS, undefined]);
    const third = expectAgain(NIGHTLY, first.keep, { wallMs: 60 * HOUR_MS, monotonicMs: 0 });
    expect(isMissing(third.expected, 0)).toBe(true);
  });

  it('is waited for by its new terms from when they are known, and nobody is late by terms that were not', () => {
    const expected = beaten(NIGHTLY, 0);
    const longer = { ...NIGHTLY, everyMs: 48 * HOUR_MS };
    expect(onTerms(expected, longer, 30 * HOUR_MS).missingMs).toBe(49 * HOUR_MS);
    const shorter = { ...NIGHTLY, everyMs: 2 * HOUR_MS };
    expect(onTerms(expected, shorter, HOUR_MS).missingMs).toBe(3 * HOUR_MS);
    expect(onTerms(expected, shorter, 5 * HOUR_MS).missingMs).toBe(8 * HOUR_MS);
    expect(onTerms(expected, shorter, 24 * HOUR_MS).missingMs).toBe(25 * HOUR_MS);
    expect(onTerms(expected, shorter, 26 * HOUR_MS).missingMs).toBe(25 * HOUR_MS);
  });

  it('is not missing at once, wherever the wall clock is when somebody begins to listen for the first time', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), (aheadMs) => {
        const now = { wallMs: 2e12 + aheadMs, monotonicMs: 0 };
        const { expected } = expectAgain(NIGHTLY, kept(2e12), now);
        expect(isMissing(expected, NIGHTLY.graceMs - 1)).toBe(false);
        expect(isMissing(expected, NIGHTLY.everyMs + NIGHTLY.graceMs)).toBe(true);
      }),
    );
  });
});
