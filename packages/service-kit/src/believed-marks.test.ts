import { describe, expect, it } from 'vitest';

import { BelievedMarks } from './believed-marks.ts';
import { signDeclaredLoad } from './declared-load.ts';

const KEY = 'k'.repeat(43);
const NOW = 1_790_000_000_000;

describe('believed marks', () => {
  it('are believed until they expire, also when they were seen before', () => {
    const marks = new BelievedMarks(KEY);
    const mark = signDeclaredLoad(KEY, 'probe-blackbox', NOW + 10_000);
    const first = marks.find(mark, NOW);
    expect(first).toMatchObject({ source: 'probe-blackbox', kind: 'probe' });
    expect(marks.find(mark, NOW + 1)).toBe(first);
    expect([marks.find(mark, NOW + 10_000), marks.find(mark, NOW + 10_000)]).toEqual([undefined, undefined]);
    expect(marks.remembered).toBe(0);
  });

  it('do not include what is signed by another, or longer than any mark', () => {
    const marks = new BelievedMarks(KEY);
    expect(marks.find(signDeclaredLoad('x'.repeat(43), 'drill', NOW + 10_000), NOW)).toBeUndefined();
    expect(marks.find('v'.repeat(100_000), NOW)).toBeUndefined();
    expect(marks.remembered).toBe(0);
  });

  it('are any number, with bounded memory', () => {
    const marks = new BelievedMarks(KEY);
    for (let count = 0; count < 100; count += 1) {
      expect(marks.find(signDeclaredLoad(KEY, `load-${count}`, NOW + 10_000), NOW)?.kind).toBe('declared');
    }
    expect(marks.remembered).toBe(64);
  });
});
