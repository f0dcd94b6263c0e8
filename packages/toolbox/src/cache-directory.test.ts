import { expect, test } from 'vitest';
import { cachedProgram, defaultCacheDirectory } from './cache-directory.ts';

test.each([
  [{ HOME: '/home/ana' }, '/home/ana/.cache/nines/tools'],
  [{ HOME: '/home/ana', XDG_CACHE_HOME: '/fast' }, '/fast/nines/tools'],
  [{ HOME: '/home/ana', XDG_CACHE_HOME: 'relative' }, '/home/ana/.cache/nines/tools'],
])('the cache of %j is %s', (environment, directory) => {
  expect(defaultCacheDirectory(environment)).toBe(directory);
});

test('a home directory may be shared between machines', () => {
  const [x64, arm64] = ['x64', 'arm64'].map((each) => cachedProgram('/cache', 'release', 'node-exporter', each));
  expect(x64).toBe('/cache/release-x64/node_exporter');
  expect(arm64).not.toBe(x64);
});
