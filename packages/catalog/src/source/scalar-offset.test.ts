import fc from 'fast-check';
import { parseDocument, stringify } from 'yaml';
import { expect, test } from 'vitest';
import { scalarOffset } from './scalar-offset.ts';

/** What stands in the source where the character at `offset` of the value is said to be. */
function found(source: string, offset: number): string {
  const value = String(parseDocument(source).toJS());
  return source.slice(scalarOffset(source, value, offset));
}

test.each([
  ['plain: as it stands', 'sum(a)', 4, 'a)'],
  ['single quotes, doubled ones inside', "'it''s on'", 5, "on'"],
  ['double quotes with escapes', String.raw`"a\tb\u0041\"c"`, 5, 'c"'],
  ['an escape is one character', String.raw`"a\tb\u0041\"c"`, 3, String.raw`\u0041\"c"`],
  ['a literal block', '|\n  sum(\n    a\n  )\n', 7, 'a\n  )\n'],
  ['a folded block', '>-\n  sum(\n  a)\n', 5, 'a)\n'],
  ['a line that goes on', '"a \\\n  b"', 2, 'b"'],
  ['the end', 'ab', 2, ''],
  ['the end within quotes', "'ab'", 2, "'"],
])('%s', (_name, source, offset, expected) => {
  expect(found(source, offset)).toBe(expected);
});

test('beyond the value is its end', () => {
  expect(scalarOffset('ab', 'ab', 9)).toBe(2);
});

test('whatever way a text is written, its visible characters are found where they stand', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', 'B', '(', ')', ' ', '\n', '"', "'", '\\', '#', ':'),
    minLength: 1,
  });
  const style = fc.constantFrom('PLAIN', 'QUOTE_SINGLE', 'QUOTE_DOUBLE', 'BLOCK_LITERAL', 'BLOCK_FOLDED');
  fc.assert(
    fc.property(text, style, (value, defaultStringType) => {
      const source = stringify({ key: value }, { defaultStringType });
      const document = parseDocument(source);
      const range = document.getIn(['key'], true) as { range: [number, number, number] };
      const [start, end] = range.range;
      for (let offset = 0; offset < value.length; offset += 1) {
        const character = value.charAt(offset);
        if (/[\s"'\\]/.test(character)) continue;
        expect(source.charAt(start + scalarOffset(source.slice(start, end), value, offset))).toBe(character);
      }
    }),
  );
});
