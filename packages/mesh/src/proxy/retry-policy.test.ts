import { describe, expect, it } from 'vitest';
import { isGatewayFailure, mayRetry, type TryFailure } from './retry-policy.ts';

const FAILURES: readonly TryFailure[] = ['connect', 'reset', 'timeout', 'unready', 'gateway', 'malformed'];
const situation = { tries: 1, isIdempotent: true, canReplay: true, hasAnswer: false };
const allowed = (changes: Partial<typeof situation>): readonly TryFailure[] =>
  FAILURES.filter((failure) => mayRetry({ ...situation, ...changes, failure }));

describe('retry policy', () => {
  it('repeats idempotent requests after everything but a malformed answer', () => {
    expect(allowed({})).toEqual(['connect', 'reset', 'timeout', 'unready', 'gateway']);
  });

  it('repeats others only when no connection was made', () => {
    expect(allowed({ isIdempotent: false })).toEqual(['connect']);
  });

  it('repeats nothing twice, nothing it has not kept, and nothing that was being answered', () => {
    expect(allowed({ tries: 2 })).toEqual([]);
    expect(allowed({ canReplay: false })).toEqual([]);
    expect(allowed({ hasAnswer: true })).toEqual(['connect', 'gateway']);
  });

  it('takes 502, 503 and 504 for "not here, not now"', () => {
    expect([500, 501, 502, 503, 504, 505].filter(isGatewayFailure)).toEqual([502, 503, 504]);
  });
});
