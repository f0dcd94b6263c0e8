import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { signDeclaredLoad, verifyDeclaredLoad } from './declared-load.ts';

const KEY = 'k'.repeat(43);
const NOW = 1_790_000_000_000;
const MARK = signDeclaredLoad(KEY, 'visitors', NOW + 60_000);

describe('declared load', () => {
  it('is believed with the right signature until it expires', () => {
    expect(verifyDeclaredLoad(KEY, MARK, NOW)).toBe('visitors');
    expect(verifyDeclaredLoad(KEY, MARK, NOW + 60_000)).toBeUndefined();
    expect(verifyDeclaredLoad(KEY, signDeclaredLoad(KEY, 'visitors', NOW + 400_000), NOW)).toBeUndefined();
    expect(verifyDeclaredLoad('x'.repeat(43), MARK, NOW)).toBeUndefined();
    expect(verifyDeclaredLoad(KEY, undefined, NOW)).toBeUndefined();
  });

  it('is not believed once any character differs', () => {
    fc.assert(
      fc.property(fc.nat(MARK.length - 2), fc.string({ minLength: 1, maxLength: 1 }), (at, character) => {
        fc.pre(MARK[at] !== character);
        return verifyDeclaredLoad(KEY, MARK.slice(0, at) + character + MARK.slice(at + 1), NOW) === undefined;
      }),
    );
  });
});
