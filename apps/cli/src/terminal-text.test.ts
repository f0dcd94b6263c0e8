import fc from 'fast-check';
import { createColors } from 'picocolors';
import { describe, expect, it } from 'vitest';
import { forTerminal, oneLine } from './terminal-text.ts';

const ESC = '\u001b';
const SGR = new RegExp(`${ESC}\\[[\\d;]*m`, 'g');

describe('text of others on a terminal', () => {
  it.each([
    ['an erased screen', `a${ESC}[2Jb`, 'a\\u001b[2Jb'],
    ['a title', `${ESC}]0;owned\u0007disk`, '\\u001b]0;owned\\u0007disk'],
    ['a clipboard', `${ESC}]52;c;aGk=${ESC}\\`, '\\u001b]52;c;aGk=\\u001b\\'],
    ['a line that is overwritten', 'failed\rpassed', 'failed\\u000dpassed'],
    ['a control of eight bits', 'a\u009b2Jb', 'a\\u009b2Jb'],
    ['text that is hidden', `${ESC}[8msecret${ESC}[0m`, `\\u001b[8msecret${ESC}[0m`],
    ['text that is hidden among colours', `${ESC}[31;8mx`, '\\u001b[31;8mx'],
    ['a direction that is turned', 'user\u202etxt.exe', 'user\\u202etxt.exe'],
  ])('shows %s instead of obeying it', (_, text, shown) => {
    expect(forTerminal(text)).toBe(shown);
  });

  it('leaves colours, lines, tabs and all letters', () => {
    const { bold, cyan, dim, red } = createColors(true);
    const colored = `${bold(red('down'))} ${dim(cyan('x'))}${ESC}[1;38;5;208mo${ESC}[38;2;1;2;3mp${ESC}[m\n\tä 漢字 👩‍🚒`;
    expect(forTerminal(colored)).toBe(colored);
    expect(forTerminal('one\r\ntwo\r')).toBe('one\ntwo');
  });

  it('has no control left, and JSON means the same', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(forTerminal(text).replaceAll(SGR, '')).not.toMatch(/(?![\n\t])\p{Cc}/u);
        expect(JSON.parse(forTerminal(JSON.stringify(text)))).toBe(text);
      }),
    );
  });

  it('is one line where there is room for one', () => {
    expect(oneLine('a\r\n#9 forged\u2028row\tb')).toBe('a #9 forged row b');
  });
});
