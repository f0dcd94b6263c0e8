import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WORK_PREFIX } from './cache-directory.ts';
import { startFetch } from './fetch-in-a-process.testing.ts';
import { takeFetchLock } from './fetch-lock.ts';
import { provideTools } from './provide-tools.ts';
import type { Sandbox } from './toolbox.testing.ts';
import { createSandbox, makeReleases, releaseOptions, serve, serveFiles } from './toolbox.testing.ts';

let sandbox: Sandbox;

beforeEach(() => {
  sandbox = createSandbox();
});

afterEach(() => {
  sandbox[Symbol.dispose]();
});

test('is held by one at a time, in turn', async () => {
  const { signal } = new AbortController();
  let holders = 0;
  let waited = 0;
  const hold = async (): Promise<void> => {
    await using _lock = await takeFetchLock(sandbox.directory, () => (waited += 1), signal);
    holders += 1;
    expect(holders).toBe(1);
    await new Promise(setImmediate);
    holders -= 1;
  };
  await Promise.all(Array.from({ length: 8 }, hold));
  expect(waited).toBeGreaterThan(0);
});

test('waiting ends when the caller has enough', async () => {
  const controller = new AbortController();
  await using _lock = await takeFetchLock(sandbox.directory, () => undefined, controller.signal);
  const waiting = takeFetchLock(sandbox.directory, () => controller.abort(new Error('enough')), controller.signal);
  await expect(waiting).rejects.toThrow('enough');
});

test('processes that fetch at once fetch once', async () => {
  const fake = makeReleases(sandbox.directory);
  await using server = await serveFiles(fake.files);
  const options = releaseOptions(sandbox, server.url, fake);
  const all = [1, 2, 3].map(() => startFetch(options, server.url, fake).reports);
  for (const reports of await Promise.all(all)) {
    expect(reports.map(({ version }) => version)).toEqual(['3.9.1', '3.9.1', '1.9.9']);
  }
  expect(server.requests).toHaveLength(2);
});

test('a fetch that was killed leaves nothing that counts, and nobody waits for it', async () => {
  const fake = makeReleases(sandbox.directory);
  const asked = Promise.withResolvers<undefined>();
  await using silent = await serve((_request, response) => {
    response.writeHead(200, { 'content-length': 1_000 });
    response.write('half', () => asked.resolve(undefined));
  });
  await using server = await serveFiles(fake.files);
  const options = releaseOptions(sandbox, server.url, fake);
  const { child } = startFetch(options, silent.url, fake);
  await asked.promise;
  const waiting = provideTools(options);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect((await waiting).map(({ version }) => version)).toEqual(['3.9.1', '3.9.1', '1.9.9']);
  expect(readdirSync(sandbox.cacheDirectory).filter((name) => name.startsWith(WORK_PREFIX))).toEqual([]);
});
