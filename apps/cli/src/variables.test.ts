import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { machineOf, variablesFor } from './variables.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(`${tmpdir()}/nines-variables-`);
});

afterEach(() => {
  rmSync(directory, { recursive: true });
});

function read(text: string | undefined, environment: Readonly<Record<string, string | undefined>> = {}) {
  if (text !== undefined) writeFileSync(join(directory, '.env'), text);
  return variablesFor(join(directory, 'nines.yaml'), environment);
}

test('comments, quotes, blanks, `export` and line ends of any kind are read as people write them', () => {
  const text = [
    '\uFEFF# of the bot',
    'TELEGRAM_TOKEN=12:ab',
    'export TELEGRAM_CHAT_ID = -1001',
    'QUOTED="a b # c"',
    "SINGLE='x\"y'",
    'TRAILING=a # b',
    'EMPTY=',
    'URL=https://hooks.slack.com/services/T/B/x?y=z\r',
    'LINES="one\ntwo"',
    '',
  ].join('\n');
  expect(read(text).values).toEqual({
    TELEGRAM_TOKEN: '12:ab',
    TELEGRAM_CHAT_ID: '-1001',
    QUOTED: 'a b # c',
    SINGLE: 'x"y',
    TRAILING: 'a',
    EMPTY: '',
    URL: 'https://hooks.slack.com/services/T/B/x?y=z',
    LINES: 'one\ntwo',
  });
});

test('the environment wins where it has a value, an empty one counts as none', () => {
  const { values, fromFile } = read('A=file\nB=file\nC=file', { A: 'set', B: '', D: 'set', E: undefined });
  expect(values).toEqual({ A: 'set', B: 'file', C: 'file', D: 'set' });
  expect([...fromFile]).toEqual(['B', 'C']);
});

test('where commands are found is not changed by the file', () => {
  const variables = read(`PATH=${directory}\nA=1`, { PATH: '/nowhere' });
  writeFileSync(join(directory, 'tool'), '#!/bin/sh\n', { mode: 0o755 });
  chmodSync(join(directory, 'tool'), 0o755);
  expect(variables.values['PATH']).toBe('/nowhere');
  expect(machineOf(variables).commandExists('tool', directory, [])).toBe(false);
  expect(read(undefined, {}).values).toEqual({ A: '1' });
});

test('no file, and a folder of that name, are no problem', () => {
  expect(read(undefined, { A: 'x' })).toMatchObject({ values: { A: 'x' }, fromFile: new Set() });
  mkdirSync(join(directory, '.env'));
  const variables = read(undefined, { A: 'x' });
  expect(variables.values).toEqual({ A: 'x' });
  expect(variables.problem).toBeUndefined();
});

test('what is no text, or far too long, is said and left alone', () => {
  writeFileSync(join(directory, '.env'), Buffer.from([0x41, 0x3d, 0xff]));
  expect(read(undefined)).toMatchObject({ values: {}, problem: 'it is not UTF-8 text' });
  expect(read(`A=${'x'.repeat(2 ** 20)}`).problem).toContain('more than');
});
