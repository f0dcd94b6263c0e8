import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundle } from './bundle.ts';
import type { Bundle } from './bundle.ts';

const MANIFEST = join(import.meta.dirname, '..', '..', 'apps', 'cli', 'package.json');

/** Needed at run time without being imported: the Node that the command hands over to. */
const BROUGHT_ALONG = ['node'];

let directory: string;
let made: Bundle;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'nines-bundle-'));
  made = await bundle(join(directory, 'dist'));
});

afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

test('the published dependencies are exactly the packages that the bundle imports', async () => {
  const { dependencies } = JSON.parse(await readFile(MANIFEST, 'utf8')) as { dependencies: Record<string, string> };
  expect(Object.keys(dependencies).toSorted()).toEqual([...made.packages, ...BROUGHT_ALONG].toSorted());
});

test('the engines that the runtime finds by name are published as optional dependencies of the same versions', async () => {
  interface Manifest {
    readonly optionalDependencies?: Record<string, string>;
  }
  const runtime = join(import.meta.dirname, '..', '..', 'packages', 'runtime-process', 'package.json');
  const wanted = JSON.parse(await readFile(runtime, 'utf8')) as Manifest;
  const published = JSON.parse(await readFile(MANIFEST, 'utf8')) as Manifest;
  expect(published.optionalDependencies).toEqual(wanted.optionalDependencies);
});

test('the shell files of supervision lie beside the code', () => {
  expect(made.assets).toEqual(expect.arrayContaining(['shim.sh', 'guard.sh']));
});
