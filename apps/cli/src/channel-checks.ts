/** Who would be told of incidents of the platform that is here, and what is in the way. */
import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readCatalog } from '@nines/catalog';
import { findCatalogFile } from './catalog-file.ts';
import type { Invocation } from './command.ts';
import type { Finding } from './machine-checks.ts';
import { toldChannels } from './told-channels.ts';
import { machineOf, variablesFor } from './variables.ts';

const WHAT = 'who is told';
const READABLE_BY_OTHERS = 0o077;

/** Nothing where there is no catalog here: then there is nobody to be told of anything. */
export async function checkChannels(
  invocation: Pick<Invocation, 'options' | 'directory' | 'environment'>,
): Promise<readonly Finding[]> {
  const file = await findCatalogFile(invocation).catch(() => undefined);
  if (file === undefined) return [];
  const variables = variablesFor(file, invocation.environment);
  const { catalog, diagnostics } = await readCatalog(file, machineOf(variables));
  const findings = [...checkFile(dirname(file))];
  for (const { code, message, hint } of diagnostics) {
    if (code !== 'CATALOG_CHANNEL_INCOMPLETE') continue;
    findings.push({ what: WHAT, verdict: 'limited', seen: message, ...(hint !== undefined && { remedy: hint }) });
  }
  if (catalog === undefined) {
    findings.push({ what: WHAT, verdict: 'limited', seen: `${file} has faults`, remedy: 'nines validate names them' });
    return findings;
  }
  const told = toldChannels(catalog, variables);
  if (told !== undefined) findings.push({ what: WHAT, verdict: 'fine', seen: told });
  return findings;
}

function checkFile(directory: string): readonly Finding[] {
  const status = statSync(join(directory, '.env'), { throwIfNoEntry: false });
  if (status?.isFile() !== true || (status.mode & READABLE_BY_OTHERS) === 0) return [];
  const seen = 'other users of this machine may read it';
  return [{ what: '.env', verdict: 'limited', seen, remedy: 'chmod 600 .env' }];
}
