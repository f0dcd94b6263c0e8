import { expect, test } from 'vitest';
import { isCatalog } from './is-catalog.ts';

test.for([
  ['apiVersion: nines.dev/v1\nkind: Platform\n', 'shop.yaml', true],
  ['{"kind":"Platform","apiVersion":"nines.dev/v1"}', 'shop.json', true],
  ["services: [\napiVersion: 'nines.dev/v1'\nkind: Platform", 'broken.yaml', true],
  ['', '/srv/shop/nines.yaml', true],
  ['apiVersion: openslo/v1\nkind: SLO\n', 'slo.yaml', false],
  ['version: prometheus/v1\nservice: shop\n', 'sloth.yaml', false],
  ['apiVersion: pyrra.dev/v1alpha1\nkind: ServiceLevelObjective\n', 'pyrra.yaml', false],
  ['', 'empty.yaml', false],
] as const)('%j in %s', ([text, file, expected]) => {
  expect(isCatalog(text, file)).toBe(expected);
});

test('many blanks are judged at once', () => {
  const startedAt = performance.now();
  for (const blanks of [' ', '\n', 'apiVersion:\t']) isCatalog(blanks.repeat(200_000), 'blanks.yaml');
  expect(performance.now() - startedAt).toBeLessThan(2_000);
});
