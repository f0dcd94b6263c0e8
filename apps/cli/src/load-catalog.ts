/** Reads a catalog and tells a person what is wrong with it. */
import { relative } from 'node:path';
import { nodeCatalogEnvironment, readCatalog } from '@nines/catalog';
import type { Catalog } from '@nines/catalog';
import { formatDiagnostic, hasErrors } from '@nines/kernel';
import type { Invocation } from './command.ts';

/** The catalog, or undefined after all its faults were printed to stderr. Warnings are printed in either case. */
export async function loadOrExplain(file: string, invocation: Invocation): Promise<Catalog | undefined> {
  const { output, directory } = invocation;
  const { catalog, diagnostics } = await readCatalog(file, nodeCatalogEnvironment(invocation.environment));
  const shownFile = relative(directory, file);
  for (const diagnostic of diagnostics) output.note(formatDiagnostic({ ...diagnostic, file: shownFile }));
  if (!hasErrors(diagnostics)) return catalog;
  const count = diagnostics.filter(({ severity }) => severity === 'error').length;
  output.note(`${count} ${count === 1 ? 'fault' : 'faults'}; nothing was done`);
  return undefined;
}
