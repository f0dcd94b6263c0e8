import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shellSyntaxIn, splitCommand } from './command-words.ts';

test.for([
  ['node src/main.ts', ['node', 'src/main.ts']],
  ['  a\t b\n', ['a', 'b']],
  [`a 'b "c' "d 'e"`, ['a', 'b "c', "d 'e"]],
  [`a"b c"'d e'f`, ['ab cd ef']],
  ['a "" \'\'', ['a', '', '']],
  ['a\\ b "c\\"d\\\\e\\f"', ['a b', 'c"d\\e\\f']],
  ["'a\\b'", ['a\\b']],
  ['a --x=${services.b.url} "${ port } y"', ['a', '--x=${services.b.url}', '${ port } y']],
  ['echo $${HOME} $HOME *', ['echo', '$${HOME}', '$HOME', '*']],
] as const)('%s', ([command, words]) => expect(splitCommand(command)).toEqual({ ok: true, words }));

test.for([
  ['', 'is empty'],
  [' \n', 'is empty'],
  ['a "b', 'has a " that is never closed'],
  ["it's", "has a ' that is never closed"],
  ['a \\', 'ends with a lone backslash'],
] as const)('%s is refused', ([command, reason]) => expect(splitCommand(command)).toEqual({ ok: false, reason }));

test('quoted words come back as they were', () => {
  const word = fc.string({ unit: 'binary' }).filter((text) => !text.includes('${'));
  const quoted = (text: string): string => `'${text.replaceAll("'", `'"'"'`)}'`;
  fc.assert(
    fc.property(fc.array(word, { minLength: 1 }), (words) => {
      expect(splitCommand(words.map(quoted).join(' '))).toEqual({ ok: true, words });
    }),
  );
});

test.for([
  [['a', '&&', 'b'], '&&'],
  [['A=1', 'b'], 'A=1'],
  [['a', 'b;', 'c'], 'b;'],
  [['a', '--b=c', '-', 'x>y'], undefined],
] as const)('%j needs a shell for %s', ([words, found]) => expect(shellSyntaxIn(words)).toBe(found));
