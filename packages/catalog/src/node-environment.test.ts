import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commandSearchPath } from './command-search-path.ts';
import { nodeCatalogEnvironment } from './node-environment.ts';

let root = '';

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'nines-environment-'));
  for (const [folder, program] of [
    ['bin', 'on-path'],
    ['node_modules/.bin', 'of-platform'],
    ['api/node_modules/.bin', 'of-service'],
    ['api', 'check'],
  ] as const) {
    mkdirSync(join(root, folder), { recursive: true });
    writeFileSync(join(root, folder, program), '');
    chmodSync(join(root, folder, program), 0o755);
  }
  writeFileSync(join(root, 'bin', 'not-executable'), '');
});
afterAll(() => rmSync(root, { recursive: true }));

test.for([
  ['on-path', true],
  ['of-platform', true],
  ['of-service', true],
  ['./check', true],
  ['check', false],
  ['./on-path', false],
  ['not-executable', false],
  ['nowhere', false],
] as const)('command %s: %s', ([command, expected]) => {
  const environment = nodeCatalogEnvironment({ PATH: join(root, 'bin') });
  const cwd = join(root, 'api');
  expect(environment.commandExists(command, cwd, commandSearchPath(root, cwd))).toBe(expected);
});

test('folders, files and variables', () => {
  const environment = nodeCatalogEnvironment({ A: 'x' });
  expect(environment.directoryExists(root)).toBe(true);
  expect(environment.directoryExists(join(root, 'api/check'))).toBe(false);
  expect(environment.directoryExists(join(root, 'api/check/x'))).toBe(false);
  expect(environment.fileExists(join(root, 'api/check'))).toBe(true);
  expect(environment.fileExists(root)).toBe(false);
  expect([environment.variable('A'), environment.variable('B')]).toEqual(['x', undefined]);
});

test.for([
  ['slos/*.yaml', ['slos/[x].yaml', 'slos/a.yaml', 'slos/b.yaml']],
  ['./slos//b.yaml', ['slos/b.yaml']],
  ['{slos,bin}/[b-z]*', ['bin/not-executable', 'bin/on-path', 'slos/b.yaml']],
  ['**/*.yaml', ['slos/[x].yaml', 'slos/a.yaml', 'slos/b.yaml', 'slos/deep/c.yaml']],
  ['slos/[x].yaml', ['slos/[x].yaml']],
  ['slos/.hidden/*.yaml', ['slos/.hidden/e.yaml']],
  ['node_modules/*.yaml', ['node_modules/d.yaml']],
  ['slos', []],
  ['nowhere/*', []],
  ['[', []],
  ['', []],
] as const)('files that %s leads to', ([pattern, expected]) => {
  for (const folder of ['slos/deep', 'slos/.hidden']) mkdirSync(join(root, folder), { recursive: true });
  const files = ['slos/b.yaml', 'slos/a.yaml', 'slos/[x].yaml', 'slos/deep/c.yaml', 'slos/.hidden/e.yaml'];
  for (const file of [...files, 'node_modules/d.yaml']) writeFileSync(join(root, file), '');
  expect(nodeCatalogEnvironment({}).filesMatching(pattern, root)).toEqual(expected.map((file) => join(root, file)));
});

test.for([
  ['text', 'ä\n', { text: 'ä\n' }],
  ['a byte order mark', '\uFEFFx', { text: 'x' }],
  ['bytes that are no UTF-8', Buffer.from([0xe4]), { fault: 'not-text' }],
  ['a zero byte', '\0', { fault: 'not-text' }],
  ['too much', 'x'.repeat(11), { fault: 'too-large' }],
] as const)('the text of a file: %s', ([, content, expected]) => {
  const file = join(root, 'text');
  writeFileSync(file, content);
  expect(nodeCatalogEnvironment({}).readText(file, 10)).toEqual(expected);
});

test.for(['/dev/null', '/', '/nowhere'])('what has no text: %s', (file) => {
  expect(nodeCatalogEnvironment({}).readText(file, 10)).toEqual({ fault: 'unreadable' });
});

test('the runbooks that come with Nines', () => {
  const environment = nodeCatalogEnvironment({});
  expect(environment.fileExists(join(environment.productRunbooks, 'ServiceDown.md'))).toBe(true);
});
