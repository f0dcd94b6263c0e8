/** Names of other services: they exist, and nobody waits for itself. */
import { nameList } from '../build/build-edges.ts';
import { reportAt, suggestName } from '../inspection.ts';
import type { Check, InspectedService, Inspection } from '../inspection.ts';
import { INGRESS } from '../model.ts';
import type { SourcePath } from '../source/node.ts';

export const checkDependencies: Check = (inspection) => {
  const known = inspection.serviceNames;
  const callers = new Set([...known, INGRESS]);
  const services = [...inspection.services.values()];
  for (const { path, input } of services) {
    input.dependsOn?.forEach((name, index) => checkExists(inspection, known, name, [...path, 'dependsOn', index]));
  }
  inspection.platform.network.forEach((rule, index) => {
    for (const side of ['from', 'to'] as const) {
      const allowed = side === 'from' ? callers : known;
      nameList(rule[side]).forEach((name, position) => {
        const path = ['network', index, side, ...(typeof rule[side] === 'string' ? [] : [position])];
        checkExists(inspection, allowed, name, path);
      });
    }
  });
  for (const cycle of findCycles(services)) reportCycle(inspection, cycle);
};

function checkExists(inspection: Inspection, known: ReadonlySet<string>, name: string, path: SourcePath): void {
  if (known.has(name)) return;
  const hint = name === INGRESS ? 'the ingress only calls, it is never called' : suggestName(name, known);
  reportAt(inspection, 'CATALOG_UNKNOWN_SERVICE', path, `there is no service ${name}`, { hint });
}

function reportCycle(inspection: Inspection, cycle: readonly string[]): void {
  const [first = '', second = first] = cycle;
  const dependsOn = inspection.platform.services[first]?.dependsOn ?? [];
  const path = ['services', first, 'dependsOn', Math.max(dependsOn.indexOf(second), 0)];
  const circle = [...cycle, first].join(' -> ');
  const hint = 'remove one of them from `dependsOn`; a reference or `network` allows calls without waiting';
  reportAt(inspection, 'CATALOG_CYCLE', path, `these wait for each other for ever: ${circle}`, { hint });
}

/**
 * A cycle for each edge that closes one, in the order of the file.
 *
 * Depth first without recursion; a service is left for good once all it leads to is known, so each edge is walked once.
 */
function findCycles(services: readonly InspectedService[]): readonly (readonly string[])[] {
  const dependsOn = new Map(services.map(({ name, service }) => [name, service.dependsOn]));
  const done = new Set<string>();
  const cycles: string[][] = [];
  for (const { name } of services) {
    const trail: { readonly name: string; next: number }[] = done.has(name) ? [] : [{ name, next: 0 }];
    const onTrail = new Set(trail.map((step) => step.name));
    for (let step = trail.at(-1); step !== undefined; step = trail.at(-1)) {
      const target = dependsOn.get(step.name)?.[step.next];
      step.next += 1;
      if (target === undefined) {
        trail.pop();
        onTrail.delete(step.name);
        done.add(step.name);
      } else if (onTrail.has(target)) {
        const names = trail.map((each) => each.name);
        cycles.push(names.slice(names.indexOf(target)));
      } else if (!done.has(target) && dependsOn.has(target)) {
        trail.push({ name: target, next: 0 });
        onTrail.add(target);
      }
    }
  }
  return cycles;
}
