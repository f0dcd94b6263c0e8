/** Reads a catalog and tells a person what is wrong with it. */
import { relative } from 'node:path';
import { nodeCatalogEnvironment, readCatalog } from '@nines/catalog';
import type { Catalog } from '@nines/catalog';
import { hasErrors } from '@nines/kernel';
import type { Invocation } from './command.ts';
import { explainFindings } from './explain-findings.ts';

/** The catalog, or undefined after all its faults were printed to stderr. Warnings are printed in either case. */
export async function loadOrExplain(file: string, invocation: Invocation): Promise<Catalog | undefined> {
  const { catalog, diagnostics } = await readCatalog(file, nodeCatalogEnvironment(invocation.environment));
  const shownFile = relative(invocation.directory, file);
  explainFindings(
    diagnostics.map((diagnostic) => ({ ...diagnostic, file: shownFile })),
    invocation,
  );
  return hasErrors(diagnostics) ? undefined : catalog;
}
