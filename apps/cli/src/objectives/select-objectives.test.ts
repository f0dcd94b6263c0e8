import { expect, test } from 'vitest';
import { readObjective } from './objective.testing.ts';
import { selectObjectives } from './select-objectives.ts';

const all = [readObjective('api', 'errors'), readObjective('web', 'errors'), readObjective('web', 'speed')];

test('objectives are meant by their own name, by that of their service as well, or all', () => {
  expect(selectObjectives(all, undefined)).toEqual(all);
  expect(selectObjectives(all, 'errors')).toEqual(all.slice(0, 2));
  expect(selectObjectives(all, 'web/errors')).toEqual([all[1]]);
});

test('a name that is not there is answered with those that are', () => {
  expect(() => selectObjectives(all, 'spede')).toThrow('there are api/errors, web/errors, web/speed');
  expect(() => selectObjectives([], undefined)).toThrow('no objectives in the file');
});
