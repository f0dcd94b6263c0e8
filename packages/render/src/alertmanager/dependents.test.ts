import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Catalog } from '@nines/catalog';
import { randomCatalog } from '../testing/random-catalog.ts';
import { referenceCatalog } from '../testing/reference-catalog.ts';
import { dependentsByService } from './dependents.ts';

let reference: Catalog;

beforeAll(async () => {
  reference = await referenceCatalog();
});

function withEdges(...edges: readonly (readonly [string, string])[]): Catalog {
  return { ...reference, edges: edges.map(([from, to]) => ({ from, to })) };
}

describe('who cannot work without whom', () => {
  test('a chain reaches all the way up', () => {
    expect(dependentsByService(withEdges(['portal', 'api'], ['api', 'auth']))).toEqual([
      { service: 'api', above: ['portal'], entangled: [] },
      { service: 'auth', above: ['portal', 'api'], entangled: [] },
    ]);
  });

  test('a diamond counts each once', () => {
    const diamond = withEdges(['portal', 'api'], ['portal', 'auth'], ['api', 'postgres'], ['auth', 'postgres']);
    expect(dependentsByService(diamond).at(-1)).toEqual({
      service: 'postgres',
      above: ['portal', 'api', 'auth'],
      entangled: [],
    });
  });

  test('in a cycle nobody is above the other, and who depends on the cycle is above all of it', () => {
    expect(dependentsByService(withEdges(['portal', 'api'], ['api', 'auth'], ['auth', 'api']))).toEqual([
      { service: 'api', above: ['portal'], entangled: ['auth'] },
      { service: 'auth', above: ['portal'], entangled: ['api'] },
    ]);
  });

  test('the outside and calls to oneself are no dependencies', () => {
    expect(dependentsByService(withEdges(['ingress', 'api'], ['api', 'api']))).toEqual([]);
  });

  test('of two services at most one is above the other', () => {
    fc.assert(
      fc.property(randomCatalog(reference), (catalog) => {
        const above = new Map(dependentsByService(catalog).map((entry) => [entry.service, entry.above]));
        for (const [service, names] of above) {
          for (const name of names) expect(above.get(name) ?? []).not.toContain(service);
        }
      }),
    );
  });
});
