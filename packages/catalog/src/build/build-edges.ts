/** Who may call whom. */
import { INGRESS } from '../model.ts';
import type { Edge, Service } from '../model.ts';
import type { PlatformInput } from '../schema/platform-schema.ts';
import { referencesIn } from '../template.ts';

/**
 * The union of `dependsOn`, references, `ingress` and `network`, each pair once. A service without a port can be waited
 * for, not called, so nothing leads to it; names that do not exist are left to the checks.
 */
export function buildEdges(services: readonly Service[], network: PlatformInput['network']): readonly Edge[] {
  const callable = new Set(services.filter(({ port }) => port !== undefined).map(({ name }) => name));
  const callers = new Set([INGRESS, ...services.map(({ name }) => name)]);
  const edges = new Map<string, Edge>();
  const add = (from: string, to: string): void => {
    if (callers.has(from) && callable.has(to)) edges.set(`${from} ${to}`, { from, to });
  };
  for (const service of services) {
    if (service.ingress !== undefined) add(INGRESS, service.name);
    for (const name of [...service.dependsOn, ...referredServices(service)]) add(service.name, name);
  }
  for (const rule of network) {
    for (const from of nameList(rule.from)) for (const to of nameList(rule.to)) add(from, to);
  }
  return [...edges.values()];
}

/** A name or a list of names, as a list. */
export function nameList(names: string | readonly string[]): readonly string[] {
  return typeof names === 'string' ? [names] : names;
}

function referredServices(service: Service): readonly string[] {
  return [...Object.values(service.env), service.run?.command ?? '']
    .flatMap(referencesIn)
    .flatMap((reference) => (reference.kind === 'service' ? [reference.service] : []));
}
