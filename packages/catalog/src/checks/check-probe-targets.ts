import { reportAt } from '../inspection.ts';
import type { Check } from '../inspection.ts';

const PROBES = ['startup', 'liveness', 'readiness'] as const;
const TARGETS = ['http', 'tcp', 'exec'] as const;

/** A probe asks exactly one thing. */
export const checkProbeTargets: Check = (inspection) => {
  for (const { name, path, input } of inspection.services.values()) {
    for (const kind of PROBES) {
      const probe = input.health?.[kind];
      if (typeof probe !== 'object') continue;
      const probePath = [...path, 'health', kind];
      const given = TARGETS.filter((target) => probe[target] !== undefined);
      const sound = TARGETS.every((target) => inspection.document.isSound([...probePath, target]));
      if (given.length === 1 || (given.length === 0 && !sound)) continue;
      const found = given.length === 0 ? 'asks nothing' : `asks ${given.join(' and ')} at once`;
      const message = `the ${kind} probe of ${name} ${found}`;
      reportAt(inspection, 'CATALOG_PROBE_TARGET', probePath, message, { hint: `give one of ${TARGETS.join(', ')}` });
    }
  }
};
