/** How bad it can become by rule for whom: what services an outage can spread to, and their tiers. */
import type { IncidentSeverity } from '@nines/kernel';
import { INGRESS } from '../model.ts';
import type { Catalog, Service } from '../model.ts';

/** The workload that carries calls. */
const MESH = 'mesh';

/**
 * The worst severity of an incident that affects a service of an owner; under `undefined` that of any incident.
 *
 * An incident has services that depend on one another or share a dependency, over any number of steps, and the severity
 * of the worst of them: its tier, and one worse where a budget can be exhausted. Whoever calls another one depends on the
 * mesh as well.
 */
export function worstSeverities({ services, edges }: Catalog): ReadonlyMap<string | undefined, IncidentSeverity> {
  const groupOf = new Map(services.map(({ name }) => [name, name]));
  const rootOf = (name: string): string => {
    let root = name;
    for (let next = groupOf.get(root); next !== undefined && next !== root; next = groupOf.get(root)) root = next;
    groupOf.set(name, root);
    return root;
  };
  for (const { from, to } of edges) {
    if (from === INGRESS) continue;
    groupOf.set(rootOf(from), rootOf(to));
    groupOf.set(rootOf(from), rootOf(MESH));
  }
  const worstOf = new Map<string | undefined, IncidentSeverity>();
  const note = (key: string | undefined, severity: IncidentSeverity, of = worstOf): void => {
    of.set(key, Math.min(of.get(key) ?? 4, severity) as IncidentSeverity);
  };
  const worstInGroup = new Map<string | undefined, IncidentSeverity>();
  for (const service of services) note(rootOf(service.name), worstByItself(service), worstInGroup);
  for (const { name, owner } of services) {
    const worst = worstInGroup.get(rootOf(name)) ?? 4;
    note(undefined, worst);
    if (owner !== undefined) note(owner, worst);
  }
  return worstOf;
}

function worstByItself({ tier, slos }: Service): IncidentSeverity {
  return Math.max(1, slos.length > 0 ? tier - 1 : tier) as IncidentSeverity;
}
