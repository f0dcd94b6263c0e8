import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FAULTY, SOUND } from './queries.testing.ts';
import { parsePromql } from './parse-promql.ts';

test.each(SOUND)('%s is sound', (promql) => {
  expect(parsePromql(promql).fault).toBeUndefined();
});

test.each(FAULTY)('%s is not', (marked, says) => {
  const { fault } = parsePromql(marked.replace('▶', ''));
  expect(fault?.message).toContain(says);
  expect(fault?.offset).toBe(marked.indexOf('▶'));
});

test('a query that is too long is not looked at', () => {
  expect(parsePromql('+'.repeat(20_001)).fault?.message).toContain('more than 20000 characters');
});

test('whatever the text is, it is sound, or something is wrong at a place in it', () => {
  const scrap = fc.constantFrom(
    ...SOUND.join(' ').split(/\b/),
    '"',
    "'",
    '`',
    '\\',
    '{{',
    '$',
    '#',
    '\n',
    '💥',
    '\uD800',
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(scrap).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(text, (promql) => {
      const { fault } = parsePromql(promql);
      if (fault === undefined) return;
      expect(fault.message).not.toBe('');
      expect(fault.offset).toBeGreaterThanOrEqual(0);
      expect(fault.offset).toBeLessThanOrEqual(promql.length);
    }),
    { numRuns: 2_000 },
  );
});

test('much of anything takes no time', () => {
  for (const piece of ['(', ')', '{', '[', 'a[', 'sum(', '"', '\\', '-', 'a or ', 'a[1m:', '"\\\\']) {
    const startedAt = performance.now();
    parsePromql(piece.repeat(Math.floor(20_000 / piece.length)));
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  }
});
