import { expect, test } from 'vitest';
import { remembering } from './remembering.ts';

test('what was asked lately is not computed again, and nothing is kept for ever', () => {
  const computed: string[] = [];
  const length = remembering((text) => {
    computed.push(text);
    return text.length;
  });
  expect([length('a'), length('bb'), length('a')]).toEqual([1, 2, 1]);
  expect(computed).toEqual(['a', 'bb']);
  for (let number = 0; number < 512; number += 1) length(`c${number}`);
  expect(length('a')).toBe(1);
  expect(computed.filter((text) => text === 'a')).toHaveLength(2);
});
