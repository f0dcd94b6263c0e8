/** Who cannot do without whom, all the way down. */
import type { Catalog } from '@nines/catalog';

/** The workload that carries the traffic between services: whoever calls somebody needs it. */
export const MESH = 'mesh';

/** By service: what it needs, directly or by way of others, itself not included. */
export function neededBy({ services, edges }: Pick<Catalog, 'services' | 'edges'>): Map<string, readonly string[]> {
  const called = Map.groupBy(edges, ({ from }) => from);
  const direct = (name: string): readonly string[] => (called.get(name) ?? []).map(({ to }) => to);
  return new Map(services.map(({ name }) => [name, closure(name, direct)]));
}

function closure(name: string, direct: (name: string) => readonly string[]): readonly string[] {
  const seen = new Set<string>();
  const open = [...direct(name)];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    open.push(...direct(next));
  }
  if (seen.size > 0) seen.add(MESH);
  seen.delete(name);
  return [...seen];
}
