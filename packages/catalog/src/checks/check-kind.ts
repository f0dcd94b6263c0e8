/** A service has `run`, an engine has `engine`; what only makes sense for the one cannot stand in the other. */
import { ENGINE_DEFAULTS } from '../build/defaults.ts';
import { isSound, reportAt, reportAtKey } from '../inspection.ts';
import type { Check, InspectedService, Inspection } from '../inspection.ts';
import type { ServiceInput } from '../schema/service-schema.ts';

const ENGINE_ONLY = ['version', 'storage'] as const satisfies readonly (keyof ServiceInput)[];

const NOT_FOR_ENGINES = [
  'protocol',
  'listens',
  'ingress',
  'dependsOn',
  'env',
  'secrets',
  'health',
  'metrics',
  'alerts',
  'traffic',
  'scaling',
  'delivery',
] as const satisfies readonly (keyof ServiceInput)[];

export const checkKind: Check = (inspection) => {
  for (const subject of inspection.services.values()) {
    if (subject.input.engine !== undefined) checkEngine(inspection, subject, subject.input.engine);
    else if (isSound(inspection, subject, 'engine')) checkService(inspection, subject);
  }
};

function checkService(inspection: Inspection, subject: InspectedService): void {
  const { name, path, input } = subject;
  if (input.run === undefined && isSound(inspection, subject, 'run')) {
    const hint = 'add `run: COMMAND`, or `engine: postgres`';
    reportAtKey(inspection, 'CATALOG_MISSING_KEY', path, `${name} has neither run nor engine`, { hint });
  }
  const run = typeof input.run === 'object' ? input.run : undefined;
  if (run !== undefined && run.command === undefined && inspection.document.isSound([...path, 'run', 'command'])) {
    const hint = run.image === undefined ? 'add `command`' : 'images are not run yet; add `command` as well';
    reportAtKey(inspection, 'CATALOG_MISSING_KEY', [...path, 'run'], `${name}.run has no command`, { hint });
  }
  for (const key of ENGINE_ONLY) {
    if (input[key] === undefined) continue;
    const message = `${key} is for engines, and ${name} is a service`;
    reportAtKey(inspection, 'CATALOG_KEY_NOT_ALLOWED', [...path, key], message, { hint: 'remove it' });
  }
}

function checkEngine(inspection: Inspection, { name, path, input }: InspectedService, engine: 'postgres'): void {
  if (input.run !== undefined) {
    const hint = 'an engine is run by Nines; keep one of the two';
    reportAtKey(inspection, 'CATALOG_RUN_AND_ENGINE', [...path, 'run'], `${name} has both run and engine`, { hint });
  }
  for (const key of NOT_FOR_ENGINES) {
    if (input[key] === undefined) continue;
    const message = `${key} does not apply to ${name}, which is an engine`;
    reportAtKey(inspection, 'CATALOG_KEY_NOT_ALLOWED', [...path, key], message, { hint: 'remove it' });
  }
  const { versions } = ENGINE_DEFAULTS[engine];
  if (input.version !== undefined && !versions.includes(input.version)) {
    const message = `${engine} ${input.version} cannot be run`;
    const hint = `versions: ${versions.join(', ')}`;
    reportAt(inspection, 'CATALOG_ENGINE_VERSION', [...path, 'version'], message, { hint });
  }
}
