import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { yamlText } from './yaml-text.ts';

test('lines are a block, other blanks are quoted', () => {
  expect(yamlText({ a: 'sum(\n  b\n\n)\n', c: ' \n', d: 'x \ny', e: 'on', f: '2024-01-01 00:00:00', g: '1' })).toBe(
    'a: |\n  sum(\n    b\n\n  )\nc: "\\ \\n"\nd: "x\\ \\ny"\ne: "on"\nf: "2024-01-01 00:00:00"\ng: "1"\n',
  );
});

test('any text comes back', () => {
  const text = fc.string({
    unit: fc.constantFrom(...Array.from('ab \n\t\r:#-|>"\'\\&*?%'), '\u0085', '\u2028', '💥', '\u0000'),
  });
  fc.assert(
    fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), fc.oneof(text, fc.array(text))), (value) => {
      expect(parse(yamlText(value))).toEqual({ ...value });
    }),
    { numRuns: 3_000 },
  );
});
