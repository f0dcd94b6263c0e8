import { describe, expect, test } from 'vitest';
import { plainValue } from './node.ts';
import { parseSource, parseSources } from './parse-source.ts';
import type { SourceFormat } from './source-format.ts';

const FORMAT: SourceFormat = {
  whole: 'the document',
  codes: {
    syntax: 'T_SYNTAX',
    empty: 'T_EMPTY',
    duplicateKey: 'T_DUPLICATE',
    unknownKey: 'T_UNKNOWN',
    missingKey: 'T_MISSING',
    wrongType: 'T_TYPE',
    badValue: 'T_VALUE',
  },
  emptyHint: 'write something',
};

/** `line:column CODE message` of what is found, and the roots without their places. */
function read(text: string) {
  const { roots, findings, positionAt } = parseSources(text, FORMAT);
  const said = findings.map(({ code, offset, message }) => {
    const { line, column } = positionAt(offset);
    return `${line}:${column} ${code} ${message}`;
  });
  return { values: roots.map(plainValue), said };
}

describe('documents of one file', () => {
  test('are read in their order, empty ones left out', () => {
    expect(read('---\na: 1\n---\n# nothing\n---\n- b\n...\n---\n{ "c": [2] }\n')).toEqual({
      values: [{ a: 1 }, ['b'], { c: [2] }],
      said: [],
    });
  });

  test.each(['', '# only a comment\n', '---\n---\n', '~'])('%j describes nothing', (text) => {
    expect(read(text)).toEqual({ values: [], said: ['1:1 T_EMPTY the file describes nothing'] });
  });

  test('have their places in the file', () => {
    expect(read('a: 1\n---\nb: 1\nb: 2\n').said).toEqual(['4:1 T_DUPLICATE b is there twice']);
  });

  test('have anchors of their own', () => {
    expect(read('a: &x 1\n---\nb: *x\n').said).toEqual([expect.stringMatching(/^3:4 T_SYNTAX .*\bx\b/i)]);
  });

  test('are refused where only one may be', () => {
    const { root, findings, positionAt } = parseSource('a: 1\n---\nb: 2\n', FORMAT);
    expect(root).toBeUndefined();
    expect(findings).toMatchObject([
      { code: 'T_SYNTAX', message: expect.stringContaining('second document') as string },
    ]);
    expect(positionAt(findings[0]?.offset ?? 0).line).toBe(2);
  });

  test('share what aliases may stand for', () => {
    const bomb = Array.from({ length: 4 }, (_, level) => `l${level}: &l${level} [${`*l${level - 1},`.repeat(10)}]`);
    const document = `l-1: &l-1 x\n${bomb.join('\n')}\n`.replaceAll('l-1', 'base');
    const tenTimes = document.replaceAll('*base', 'x');
    expect(read(tenTimes).said).toEqual([]);
    expect(read(Array.from({ length: 100 }, () => tenTimes).join('---\n')).said[0]).toMatch(
      /T_SYNTAX aliases stand for/,
    );
  });
});

test.each([
  ['closing brackets', '}'.repeat(4 * 2 ** 20), 'more than 100 errors'],
  ['opening brackets', '['.repeat(4 * 2 ** 20), 'nested deeper than 256 levels'],
  ['lists in lists', '- '.repeat(2 ** 20), 'nested deeper than 256 levels'],
])('millions of %s cost no time', (_name, text, says) => {
  expect(read(text)).toEqual({ values: [], said: [expect.stringContaining(says)] });
});
