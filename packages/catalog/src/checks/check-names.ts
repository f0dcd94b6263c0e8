/** Names: of the right form, not taken by Nines, each once in a list. */
import { INGRESS, SYSTEM_PREFIX, UNKNOWN_CONSUMER } from '../model.ts';
import { reportAt, reportAtKey } from '../inspection.ts';
import type { Check, Inspection } from '../inspection.ts';
import { DNS_LABEL, ENVIRONMENT_NAME } from '../schema/scalars.ts';
import type { SourcePath } from '../source/node.ts';

/** Consumers that are not services, and Nines' own workloads. */
const RESERVED_SERVICES: ReadonlySet<string> = new Set([INGRESS, UNKNOWN_CONSUMER, 'mesh', 'supervisor', 'guard']);
const RESERVED_PREFIX = 'NINES_';

export const checkNames: Check = (inspection) => {
  for (const { name, path, input } of inspection.services.values()) {
    checkServiceName(inspection, name, path);
    for (const variable of Object.keys(input.env ?? {})) {
      checkVariable(inspection, variable, [...path, 'env', variable]);
    }
    checkOnce(inspection, input.dependsOn, [...path, 'dependsOn']);
    checkOnce(inspection, input.secrets, [...path, 'secrets']);
  }
  for (const name of Object.keys(inspection.platform.secrets)) checkVariable(inspection, name, ['secrets', name]);
};

function checkServiceName(inspection: Inspection, name: string, path: SourcePath): void {
  if (RESERVED_SERVICES.has(name) || name.startsWith(SYSTEM_PREFIX)) {
    const hint = 'Nines uses the name itself; choose another';
    reportAtKey(inspection, 'CATALOG_RESERVED_NAME', path, `a service cannot be called ${name}`, { hint });
  } else if (!DNS_LABEL.test(name)) {
    const hint = 'lower-case letters, digits and hyphens, a letter first, at most 63 characters';
    reportAtKey(inspection, 'CATALOG_BAD_NAME', path, `${JSON.stringify(name)} cannot name a service`, { hint });
  }
}

function checkVariable(inspection: Inspection, name: string, path: SourcePath): void {
  if (name.startsWith(RESERVED_PREFIX)) {
    const hint = `names that start with ${RESERVED_PREFIX} are how Nines marks its processes`;
    reportAtKey(inspection, 'CATALOG_RESERVED_NAME', path, `${name} cannot be set here`, { hint });
  } else if (!ENVIRONMENT_NAME.test(name)) {
    const message = `${JSON.stringify(name)} cannot name an environment variable`;
    const hint = 'letters, digits and underscores, not a digit first';
    reportAtKey(inspection, 'CATALOG_BAD_NAME', path, message, { hint });
  }
}

function checkOnce(inspection: Inspection, names: readonly string[] | undefined, path: SourcePath): void {
  names?.forEach((name, index) => {
    if (names.indexOf(name) === index) return;
    reportAt(inspection, 'CATALOG_DUPLICATE_NAME', [...path, index], `${name} is listed twice`, {
      hint: 'once is enough',
    });
  });
}
