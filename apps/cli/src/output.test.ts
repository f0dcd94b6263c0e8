import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { allowsColor, Output } from './output.ts';

function output(isTTY: { readonly stdout: boolean; readonly stderr: boolean }, color = true): Output {
  const stream = (tty: boolean): PassThrough & { isTTY: boolean } => Object.assign(new PassThrough(), { isTTY: tty });
  return new Output({ stdout: stream(isTTY.stdout), stderr: stream(isTTY.stderr), color });
}

test.for([
  [{}, true],
  [{ NO_COLOR: '' }, true],
  [{ NO_COLOR: '1' }, false],
  [{ NO_COLOR: '0' }, false],
] as const)('%j: %s', ([environment, allowed]) => {
  expect(allowsColor(environment)).toBe(allowed);
});

test('each stream has colours where it is a terminal itself', () => {
  const piped = output({ stdout: false, stderr: true });
  expect(piped.colors.red('x')).toBe('x');
  expect(piped.noteColors.red('x')).not.toBe('x');
  const logged = output({ stdout: true, stderr: false });
  expect(logged.colors.red('x')).not.toBe('x');
  expect(logged.noteColors.red('x')).toBe('x');
});

test('a terminal obeys nothing that others wrote, and what is piped stays as it is', () => {
  const written = (isTTY: boolean): string => {
    const stdout = Object.assign(new PassThrough(), { isTTY });
    const stderr = Object.assign(new PassThrough(), { isTTY });
    const said = new Output({ stdout, stderr, color: true });
    said.print('a\u001b[2J');
    said.note('b\u001b[2J');
    said.passing('c\u001b[2J');
    return `${String(stdout.read())}${String(stderr.read())}`;
  };
  expect(written(true)).toBe('a\\u001b[2J\nb\\u001b[2J\nc\\u001b[2J');
  expect(written(false)).toBe('a\u001b[2J\nb\u001b[2J\n');
});

test('a terminal has none where the environment says so', () => {
  const plain = output({ stdout: true, stderr: true }, false);
  expect(plain.colors.red('x') + plain.noteColors.red('x')).toBe('xx');
});
