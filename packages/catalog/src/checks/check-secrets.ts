/** Secrets: each has one source that provides it, each is used, none stands in the file. */
import { resolve } from 'node:path';
import { isProvided } from '../build/build-catalog.ts';
import { referencedSecrets } from '../build/referenced-secrets.ts';
import { reportAt, reportAtKey } from '../inspection.ts';
import type { Check, Inspection } from '../inspection.ts';
import { BUILT_IN_SECRETS } from '../model.ts';
import { holdsCredentials } from '../mask-credentials.ts';
import type { SecretInput } from '../schema/platform-schema.ts';
import type { SourcePath } from '../source/node.ts';
import { referencesIn } from '../template.ts';

const SOURCES = ['generate', 'env', 'file'] as const;

export const checkSecrets: Check = (inspection) => {
  const used = usedSecrets(inspection);
  for (const [name, input] of Object.entries(inspection.platform.secrets)) {
    const path = ['secrets', name];
    checkSource(inspection, path, name, input);
    if (used?.has(name) !== false) continue;
    const hint = `list it under \`secrets\` of a service, or remove it`;
    const message = `no service uses the secret ${name}`;
    reportAtKey(inspection, 'CATALOG_SECRET_UNUSED', path, message, { severity: 'warning', hint });
  }
  checkListed(inspection);
  checkEnvironment(inspection);
};

/** Undefined where a misshapen service might use any. */
function usedSecrets({ document, catalog }: Inspection): ReadonlySet<string> | undefined {
  if (['services', 'notify', 'incidents'].some((section) => !document.isIntact([section]))) return undefined;
  const listed = catalog.services.flatMap(({ secrets }) => secrets);
  const texts = catalog.services.flatMap((service) => [...Object.values(service.env), service.run?.command ?? '']);
  const referred = texts.flatMap(referencesIn).flatMap((each) => (each.kind === 'secret' ? [each.secret] : []));
  return new Set([...listed, ...referred, ...referencedSecrets(catalog).map(({ name }) => name)]);
}

function checkSource(inspection: Inspection, path: SourcePath, name: string, input: SecretInput): void {
  const given = SOURCES.filter((source) => input[source] !== undefined);
  const sound = SOURCES.every((source) => inspection.document.isSound([...path, source]));
  if (given.length !== 1) {
    if (given.length === 0 && !sound) return;
    const message = `the secret ${name} has ${given.length === 0 ? 'no source' : `${given.length} sources`}`;
    const hint = 'give one of `generate: 32`, `env: VARIABLE`, `file: PATH`';
    reportAtKey(inspection, 'CATALOG_SECRET_SOURCE', path, message, { hint });
    return;
  }
  const { env, file } = input;
  if (env !== undefined && !isProvided(inspection.environment, env)) {
    const message = `the secret ${name} is provided by nothing: the environment variable ${env} is not set`;
    const hint = `set ${env}, or let Nines make one up: \`${name}: { generate: 32 }\``;
    reportAt(inspection, 'CATALOG_SECRET_UNPROVIDED', [...path, 'env'], message, { hint });
  }
  if (file !== undefined && !inspection.environment.fileExists(resolve(inspection.catalog.directory, file))) {
    const message = `the secret ${name} is provided by nothing: there is no file ${file}`;
    const hint = 'write the value into that file, mode 600, and keep it out of version control';
    reportAt(inspection, 'CATALOG_SECRET_UNPROVIDED', [...path, 'file'], message, { hint });
  }
}

/** What services list and nobody declares must at least stand in the environment. */
function checkListed(inspection: Inspection): void {
  const declared = [...inspection.document.keysAt(['secrets']), ...BUILT_IN_SECRETS];
  const isKnown = (name: string): boolean => declared.includes(name) || isProvided(inspection.environment, name);
  for (const { name, path } of referencedSecrets(inspection.catalog)) {
    if (isKnown(name)) continue;
    const hint = `declare it: \`secrets: { ${name}: { env: ${name} } }\`, or set the environment variable ${name}`;
    reportAt(inspection, 'CATALOG_SECRET_UNPROVIDED', path, `the secret ${name} is provided by nothing`, { hint });
  }
  for (const { path, input } of inspection.services.values()) {
    input.secrets?.forEach((name, index) => {
      if (isKnown(name)) return;
      const hint = `declare it: \`secrets: { ${name}: { generate: 32 } }\`, or set the environment variable ${name}`;
      const message = `the secret ${name} is provided by nothing`;
      reportAt(inspection, 'CATALOG_SECRET_UNPROVIDED', [...path, 'secrets', index], message, { hint });
    });
  }
}

function checkEnvironment(inspection: Inspection): void {
  for (const { name: service, path, input, service: built } of inspection.services.values()) {
    for (const [name, value] of Object.entries(built.env)) {
      const variablePath = [...path, 'env', name];
      if (input.secrets?.includes(name) === true) {
        const message = `${service} gets ${name} from \`env\` and from \`secrets\``;
        reportAtKey(inspection, 'CATALOG_ENV_SHADOWS_SECRET', variablePath, message, { hint: 'keep one of the two' });
      }
      if (name === 'PORT' && built.listens.kind === 'assigned' && built.port !== undefined && value !== '${port}') {
        const message = `${service} sets PORT, which tells each instance where to listen`;
        const hint = 'remove it; a program that cannot read PORT says `listens: { fixed: PORT }`';
        reportAtKey(inspection, 'CATALOG_ENV_SHADOWS_PORT', variablePath, message, { hint });
      }
      if (holdsCredentials(value)) {
        const message = `${service}.env.${name} has a password in its URL`;
        const hint = 'put it under `secrets` and refer to it as `${secrets.NAME}`';
        reportAt(inspection, 'CATALOG_PLAIN_CREDENTIALS', variablePath, message, { severity: 'warning', hint });
      }
    }
  }
}
