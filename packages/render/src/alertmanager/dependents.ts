/** Who cannot work without whom, over any number of steps. */
import { INGRESS } from '@nines/catalog/vocabulary';
import type { Catalog } from '@nines/catalog';

/** For one service, those that depend on it, directly or not. */
export interface Dependents {
  readonly service: string;
  /** They depend on it, and it does not depend on them. In catalog order. */
  readonly above: readonly string[];
  /** It and they depend on each other: none of them is the cause more than another. In catalog order, without itself. */
  readonly entangled: readonly string[];
}

/** All services that somebody depends on, in catalog order. */
export function dependentsByService(catalog: Catalog): readonly Dependents[] {
  const names = catalog.services.map(({ name }) => name);
  const consumers = new Map<string, string[]>();
  for (const { from, to } of catalog.edges) {
    if (from !== INGRESS && from !== to) consumers.set(to, [...(consumers.get(to) ?? []), from]);
  }
  const reach = new Map(names.map((name) => [name, reachable(name, consumers)]));
  return names
    .map((service) => {
      const all = names.filter((name) => name !== service && reach.get(service)?.has(name) === true);
      const isEntangled = (name: string): boolean => reach.get(name)?.has(service) === true;
      return {
        service,
        above: all.filter((name) => !isEntangled(name)),
        entangled: all.filter((name) => isEntangled(name)),
      };
    })
    .filter(({ above, entangled }) => above.length + entangled.length > 0);
}

function reachable(start: string, next: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [...(next.get(start) ?? [])];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    open.push(...(next.get(name) ?? []));
  }
  return found;
}
