import { expect, test } from 'vitest';
import { parseYaml } from './parse-yaml.ts';

const LIMITS = { pieces: 50, documents: 3, levels: 6, errors: 2 };

test.each([
  ['pieces', '- a\n'.repeat(20), 'more than 50 words and marks'],
  ['documents', '---\n'.repeat(6), 'more than 3 documents'],
  ['levels', '[[[[[[[', 'deeper than 6 levels'],
  ['errors', '}}}}', 'more than 2 errors'],
])('a text with too many %s is given up', (_name, text, says) => {
  expect(parseYaml(text, LIMITS).refusal?.message).toContain(says);
});

test('where it was given up is told', () => {
  const { refusal } = parseYaml('a: 1\n'.repeat(20), LIMITS);
  expect(refusal?.offset).toBeGreaterThan(30);
  expect(refusal?.offset).toBeLessThan(60);
});

test.each(['', '# only this', '- a\n- b\n', '---\na: 1\n---\nb: 2\n'])('%j has its documents', (text) => {
  const { documents, refusal } = parseYaml(text, LIMITS);
  expect(refusal).toBeUndefined();
  expect(documents).toHaveLength(text.includes('b: 2') ? 2 : 1);
});
