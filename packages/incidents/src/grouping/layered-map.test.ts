import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LayeredMap } from './layered-map.ts';

const changeArbitrary = fc.record({
  kind: fc.constantFrom('set', 'delete', 'copy'),
  key: fc.integer({ min: 0, max: 400 }),
  value: fc.integer(),
});

it('a copied map is a map of its own', () => {
  fc.assert(
    fc.property(fc.array(changeArbitrary, { maxLength: 900 }), (changes) => {
      let map = new LayeredMap<number, number>();
      const plain = new Map<number, number>();
      const earlier: { readonly copied: LayeredMap<number, number>; readonly was: ReadonlyMap<number, number> }[] = [];
      for (const { kind, key, value } of changes) {
        if (kind === 'set') {
          map.set(key, value);
          plain.set(key, value);
        } else if (kind === 'delete') {
          map.delete(key);
          plain.delete(key);
        } else {
          earlier.push({ copied: map, was: new Map(plain) });
          map = map.copy();
        }
        expect(map.get(key)).toBe(plain.get(key));
      }
      for (const { copied, was } of [...earlier, { copied: map, was: plain }]) {
        expect(new Map(copied.entries())).toEqual(was);
        expect([...copied.values()].sort()).toEqual([...was.values()].sort());
      }
    }),
    { numRuns: 50 },
  );
});

it('shares what is old between copies, however many there are', () => {
  const first = new LayeredMap(new Map(Array.from({ length: 10_000 }, (_, key) => [key, key] as const)));
  let map = first;
  for (let key = 0; key < 5_000; key += 1) {
    map = map.copy();
    map.set(key, -key);
  }
  expect([map.get(4_999), first.get(4_999), map.get(5_000)]).toEqual([-4_999, 4_999, 5_000]);
});
