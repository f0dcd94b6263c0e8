import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fakeEnvironment } from './fake-environment.ts';
import { readCatalog } from './read-catalog.ts';

const VALID = 'metadata: { name: shop }\nservices: { api: { run: a } }\n';
let directory = '';

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'nines-catalog-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

function written(content: string | Buffer): string {
  const file = join(directory, 'nines.yaml');
  writeFileSync(file, content);
  return file;
}

async function findings(file: string): Promise<readonly string[]> {
  const { catalog, diagnostics } = await readCatalog(file, fakeEnvironment());
  expect(catalog === undefined).toBe(diagnostics.length > 0);
  return diagnostics.map(({ line, column, code }) => `${line}:${column} ${code}`);
}

test('a file that is there', async () => {
  expect(await findings(written(VALID))).toEqual([]);
  expect(await findings(written(`\uFEFF${VALID}`))).toEqual([]);
});

test('a byte order mark moves no position', async () => {
  expect(await findings(written('\uFEFFmetadata: 1\n'))).toEqual(await findings(written('metadata: 1\n')));
});

test('a file that is not there', async () => {
  expect(await findings(join(directory, 'other.yaml'))).toEqual(['1:1 CATALOG_NOT_FOUND']);
});

test.for(['/dev/null', '/', `${import.meta.filename}/x`])('what is no file: %s', async (file) => {
  expect(await findings(file)).toEqual(['1:1 CATALOG_UNREADABLE']);
});

test('a file that is far too large is not read', async () => {
  const file = written('');
  truncateSync(file, 2 ** 40);
  expect(await findings(file)).toEqual(['1:1 CATALOG_TOO_LARGE']);
});

test.for([
  ['bytes that are no UTF-8', Buffer.concat([Buffer.from(VALID), Buffer.from([0x23, 0xe4, 0x0a])])],
  ['a zero byte', Buffer.from(`${VALID}#\0`)],
])('%s are found at their line', async ([, content]) => {
  expect(await findings(written(content as Buffer))).toEqual(['3:1 CATALOG_NOT_TEXT']);
});
