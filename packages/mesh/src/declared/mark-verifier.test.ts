import { describe, expect, it } from 'vitest';
import { signDeclaredLoad } from '../declared-load.ts';
import { MarkVerifier } from './mark-verifier.ts';

const KEY = 'k'.repeat(43);
const START = 1_790_000_000_000;

describe('mark verifier', () => {
  it('believes a mark until it expires, also one that it has seen before', () => {
    let now = START;
    const verifier = new MarkVerifier(() => now);
    verifier.useKey(KEY);
    const mark = signDeclaredLoad(KEY, 'probe-blackbox', START + 10_000);
    expect([verifier.kindOf(mark), verifier.kindOf(mark)]).toEqual(['probe', 'probe']);
    now = START + 10_000;
    expect([verifier.kindOf(mark), verifier.kindOf(mark)]).toEqual([undefined, undefined]);
  });

  it('believes nobody without a key, and nobody with the old one', () => {
    const verifier = new MarkVerifier(() => START);
    const mark = signDeclaredLoad(KEY, 'drill', START + 10_000);
    expect(verifier.kindOf(mark)).toBeUndefined();
    verifier.useKey(KEY);
    expect(verifier.kindOf(mark)).toBe('declared');
    verifier.useKey('x'.repeat(43));
    expect(verifier.kindOf(mark)).toBeUndefined();
  });

  it('believes any number of marks with bounded memory', () => {
    const verifier = new MarkVerifier(() => START);
    verifier.useKey(KEY);
    for (let count = 0; count < 1_100; count += 1) {
      expect(verifier.kindOf(signDeclaredLoad(KEY, `load-${count}`, START + 10_000))).toBe('declared');
    }
    expect(verifier.remembered).toBe(1_024);
  });
});
