import { expect, it } from 'vitest';
import { fnv1a64 } from './fnv1a.ts';

// Of the algorithm's own list of test vectors.
it.each([
  ['', 0xcbf29ce484222325n],
  ['a', 0xaf63dc4c8601ec8cn],
  ['foobar', 0x85944171f73967e8n],
])('hashes %j as everybody does', (text, hash) => {
  expect(fnv1a64(new TextEncoder().encode(text))).toBe(hash);
});
