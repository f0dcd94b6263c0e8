import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isOlder, versionIn } from './version.ts';

describe('versionIn', () => {
  test.each([
    ['prometheus, version 2.42.0+ds (branch: debian/sid, revision: 2.42.0+ds-5)\n  build user: x', '2.42.0'],
    ['prometheus, version 3.5.0 (branch: HEAD, revision: 8be3a9560fbdd18a94dedec4b747c35178177202)', '3.5.0'],
    ['a warning on the first line\nprometheus, version 2.53.0', '2.53.0'],
  ])('reads %j', (answer, version) => {
    expect(versionIn(answer, 'prometheus')).toBe(version);
  });

  test.each(['', 'promtool, version 2.42.0', 'prometheus 2.42.0', 'usage: prometheus [flags]'])('not %j', (answer) => {
    expect(versionIn(answer, 'prometheus')).toBeUndefined();
  });
});

describe('isOlder', () => {
  test('compares numbers, not text', () => {
    expect(isOlder('2.9.0', '2.10.0')).toBe(true);
    expect(isOlder('3.0.0', '2.42.0')).toBe(false);
    expect(isOlder('2.42.0', '2.42.0')).toBe(false);
  });

  test('is a strict order', () => {
    const version = fc.tuple(fc.nat(), fc.nat(), fc.nat()).map((parts) => parts.join('.'));
    fc.assert(
      fc.property(version, version, (a, b) => Number(isOlder(a, b)) + Number(isOlder(b, a)) + Number(a === b) === 1),
    );
  });
});
