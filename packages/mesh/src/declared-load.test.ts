import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LONGEST_MARK_BYTES, signDeclaredLoad, verifyDeclaredLoad } from './declared-load.ts';

const KEY = 'k'.repeat(43);
const NOW = 1_790_000_000_000;
const MARK = signDeclaredLoad(KEY, 'visitors', NOW + 60_000);

describe('declared load', () => {
  it('is believed with the right signature until it expires, and not for longer than five minutes', () => {
    const believed = { source: 'visitors', kind: 'declared', expiresAtMs: NOW + 60_000 };
    expect(verifyDeclaredLoad(KEY, MARK, NOW)).toEqual(believed);
    expect(verifyDeclaredLoad(KEY, MARK, NOW + 60_000)).toBeUndefined();
    expect(verifyDeclaredLoad(KEY, signDeclaredLoad(KEY, 'visitors', NOW + 301_000), NOW)).toBeUndefined();
    expect(verifyDeclaredLoad('x'.repeat(43), MARK, NOW)).toBeUndefined();
    expect(verifyDeclaredLoad(KEY, undefined, NOW)).toBeUndefined();
  });

  it.each(['probe', 'probe-blackbox'])('is a probe from the source %s', (source) => {
    expect(verifyDeclaredLoad(KEY, signDeclaredLoad(KEY, source, NOW + 1_000), NOW)?.kind).toBe('probe');
  });

  it('is not believed once any character differs', () => {
    fc.assert(
      fc.property(fc.nat(MARK.length - 1), fc.string({ minLength: 1, maxLength: 1 }), (at, character) => {
        fc.pre(MARK[at] !== character);
        return verifyDeclaredLoad(KEY, MARK.slice(0, at) + character + MARK.slice(at + 1), NOW) === undefined;
      }),
    );
  });

  it('is never longer than it says', () => {
    const longest = signDeclaredLoad(KEY, 'a'.repeat(40), 999_999_999_999_999);
    expect(longest.length).toBeLessThanOrEqual(LONGEST_MARK_BYTES);
  });
});
