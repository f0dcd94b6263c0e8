import fc from 'fast-check';
import { expect, test } from 'vitest';
import { editDistance, nearestName } from './nearest-name.ts';

test.for([
  ['', '', 0],
  ['abc', '', 3],
  ['port', 'prot', 1],
  ['kitten', 'sitting', 3],
  ['ca', 'abc', 3],
] as const)('%s and %s are %d apart', ([left, right, distance]) => expect(editDistance(left, right)).toBe(distance));

test('distance is symmetric, zero for equal texts only, and bounded by the longer text', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 });
  fc.assert(
    fc.property(text, text, (left, right) => {
      const distance = editDistance(left, right);
      expect(editDistance(right, left)).toBe(distance);
      expect(distance === 0).toBe(left === right);
      expect(distance).toBeLessThanOrEqual(Math.max(left.length, right.length));
    }),
  );
});

test.for([
  ['prot', 'port'],
  ['depends_on', 'dependsOn'],
  ['Port', 'port'],
  ['replica', 'replicas'],
  ['enviroment', undefined],
  ['x', undefined],
] as const)('%s was meant to be %s', ([name, expected]) => {
  expect(nearestName(name, ['owner', 'port', 'dependsOn', 'replicas', 'env'])).toBe(expected);
});
