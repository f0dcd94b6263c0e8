import { expect, test } from 'vitest';
import { isDebianLike } from './debian-source.ts';
import { RELEASES } from './releases.ts';
import { TOOL_NAMES, TOOLS } from './tool.ts';
import { isOlder } from './version.ts';

test.each(TOOL_NAMES)('the release of %s is pinned for both architectures and new enough', (name) => {
  const { product, minimumVersion } = TOOLS[name];
  const { sha256, version } = RELEASES[product];
  expect(Object.keys(sha256)).toEqual(['x64', 'arm64']);
  for (const sum of Object.values(sha256)) expect(sum).toMatch(/^[0-9a-f]{64}$/);
  expect(isOlder(version, minimumVersion)).toBe(false);
});

test('no two archives have the same sum', () => {
  const sums = Object.values(RELEASES).flatMap(({ sha256 }) => Object.values(sha256));
  expect(new Set(sums).size).toBe(sums.length);
});

test.each([
  ['ID=debian\nVERSION_ID="12"', true],
  ['NAME=Ubuntu\nID=ubuntu\nID_LIKE=debian', true],
  ['ID=linuxmint\nID_LIKE="ubuntu debian"', true],
  ['ID=fedora\nID_LIKE="rhel"', false],
  ['ID=alpine\nHOME_URL=https://debian.example', false],
  ['', false],
])('%j descends from Debian: %s', (osRelease, expected) => {
  expect(isDebianLike(osRelease)).toBe(expected);
});
