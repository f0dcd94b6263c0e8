import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { divide, groupAt, type VersionWeight } from './split.ts';

/** Share of each version of the given instances. */
function shares(versions: readonly string[], weights: readonly VersionWeight[]): Readonly<Record<string, number>> {
  const groups = divide(
    versions.map((version) => ({ version })),
    weights,
  );
  let before = 0;
  return Object.fromEntries(
    (groups ?? []).map(({ version, upTo }) => {
      const share = upTo - before;
      before = upTo;
      return [version, Math.round(share * 1e6) / 1e6];
    }),
  );
}

describe('split', () => {
  it('gives versions without a weight what is left, by their instances', () => {
    expect(shares(['a', 'a', 'b'], [{ version: 'b', weight: 5 }])).toEqual({ a: 0.95, b: 0.05 });
    expect(shares(['a', 'a', 'b', 'c'], [{ version: 'c', weight: 10 }])).toEqual({ a: 0.6, b: 0.3, c: 0.1 });
  });

  it('gives the others what an absent version would get', () => {
    const weights = [
      { version: 'a', weight: 60 },
      { version: 'b', weight: 20 },
      { version: 'gone', weight: 20 },
    ];
    expect(shares(['a', 'b'], weights)).toEqual({ a: 0.75, b: 0.25 });
  });

  it('divides nothing between one version, or without weights', () => {
    expect(divide([{ version: 'a' }], [{ version: 'a', weight: 0 }])).toBeUndefined();
    expect(divide([{ version: 'a' }, { version: 'b' }], [])).toBeUndefined();
  });

  it('counts every instance alike where the weights leave nobody anything', () => {
    expect(
      shares(
        ['a', 'a', 'a', 'b'],
        ['a', 'b'].map((version) => ({ version, weight: 0 })),
      ),
    ).toEqual({
      a: 0.75,
      b: 0.25,
    });
  });

  it('gives every number to a version that has a share, and nothing to one that has none', () => {
    const version = fc.constantFrom('a', 'b', 'c', 'd');
    const weights = fc.uniqueArray(fc.record({ version, weight: fc.nat(100) }), { selector: (entry) => entry.version });
    const at = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.array(version, { minLength: 2 }), weights, at, (versions, given, number) => {
        const groups = divide(
          versions.map((name) => ({ version: name })),
          given,
        );
        if (groups === undefined) return;
        const chosen = groupAt(groups, number);
        expect(chosen).toBeDefined();
        expect(shares(versions, given)[chosen?.version ?? '']).toBeGreaterThan(0);
      }),
    );
  });
});
