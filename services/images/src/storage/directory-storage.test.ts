import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';

import { DirectoryStorage } from './directory-storage.ts';
import { describeObjectStorage } from './object-storage-contract.ts';

const roots: string[] = [];

async function root(): Promise<string> {
  const directory = await mkdtemp(path.join(tmpdir(), 'talent-storage-'));
  roots.push(directory);
  return directory;
}

afterEach(async () => {
  await Promise.all(roots.splice(0).map((directory) => rm(directory, { recursive: true })));
});

describeObjectStorage('DirectoryStorage', async () => new DirectoryStorage(path.join(await root(), 'not/yet/there')));

it('leaves no temporary file behind', async () => {
  const directory = await root();
  const storage = new DirectoryStorage(directory);
  await Promise.all(['aa1', 'aa2', 'aa1'].map((name) => storage.put(name, Buffer.from(name))));
  expect((await readdir(path.join(directory, 'aa'))).sort()).toEqual(['aa1', 'aa2']);
});
