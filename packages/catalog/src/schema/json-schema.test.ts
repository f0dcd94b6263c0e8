import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { generateJsonSchema } from './json-schema.ts';

const COMMITTED = new URL('../../nines.schema.json', import.meta.url);

test('the committed schema is the generated one (else run packages/catalog/scripts/generate-schema.ts)', () => {
  expect(readFileSync(COMMITTED, 'utf8')).toBe(generateJsonSchema());
});

test('every key has something to say on hover', () => {
  const silent: string[] = [];
  const visit = (node: unknown, path: string): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const [key, value] of Object.entries(node)) {
      if (key === 'properties') {
        for (const [name, property] of Object.entries(value as object)) {
          if (!('description' in (property as object))) silent.push(`${path}.${name}`);
        }
      }
      visit(value, `${path}.${key}`);
    }
  };
  visit(JSON.parse(generateJsonSchema()), '');
  expect(silent).toEqual([]);
});
