import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { interpolate, parseReference, parseTemplate, referencesIn } from './template.ts';

const upper = (expression: string): string => `<${expression.toUpperCase()}>`;

test.for([
  ['', ''],
  ['plain $HOME $$ $', 'plain $HOME $$ $'],
  ['a ${port} b', 'a <PORT> b'],
  ['${a}${ b }', '<A><B>'],
  ['$${a} ${b}', '${a} <B>'],
  ['$$${a}', '$${a}'],
  ['${a', '${a'],
  ['}${a}}', '}<A>}'],
] as const)('%s becomes %s', ([text, expected]) => expect(interpolate(text, upper)).toBe(expected));

test('what is put in is not looked at again', () => {
  expect(interpolate('${a}', () => '${b} $${c}')).toBe('${b} $${c}');
});

test('offsets point at the dollar sign', () => {
  const text = 'x $${no} ${a} ${b}';
  const offsets = parseTemplate(text).parts.flatMap((part) => (part.kind === 'reference' ? [part.offset] : []));
  expect(offsets).toEqual([9, 14]);
});

test('an unclosed reference is text, and said to be unclosed', () => {
  expect(parseTemplate('a ${b')).toEqual({ parts: [{ kind: 'text', text: 'a ${b' }], unclosedAt: 2 });
});

test('a text without references comes back as it was, and every reference is resolved once', () => {
  const dollars = fc.string({ unit: fc.constantFrom('$', '{', '}', 'a') });
  fc.assert(
    fc.property(dollars, (text) => {
      const references = parseTemplate(text).parts.filter(({ kind }) => kind === 'reference');
      let resolved = 0;
      const result = interpolate(text, () => String((resolved += 1)));
      expect(resolved).toBe(references.length);
      if (!text.includes('${')) expect(result).toBe(text);
    }),
  );
});

describe('parseReference', () => {
  test.for([
    ['port', { kind: 'port' }],
    ['services.api.url', { kind: 'service', service: 'api', property: 'url' }],
    ['secrets.KEY', { kind: 'secret', secret: 'KEY' }],
  ] as const)('%s', ([expression, expected]) => expect(parseReference(expression)).toEqual(expected));

  test.for([
    '',
    'PORT',
    'services',
    'services.api',
    'services..url',
    'services.api.path',
    'services.api.url.x',
    'secrets',
    'secrets.',
    'secrets.A.b',
    'port.x',
    'env.HOME',
  ])('%s is nothing', (expression) => expect(parseReference(expression)).toBeUndefined());

  test('references of a text, in order', () => {
    expect(referencesIn('${slot} ${nothing} $${port} ${secrets.A}')).toEqual([
      { kind: 'slot' },
      { kind: 'secret', secret: 'A' },
    ]);
  });
});
