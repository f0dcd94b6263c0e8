/** Reads a catalog and tells a person what is wrong with it. */
import { relative } from 'node:path';
import { readCatalog } from '@nines/catalog';
import type { Catalog } from '@nines/catalog';
import { hasErrors } from '@nines/kernel';
import type { Diagnostic } from '@nines/kernel';
import type { Invocation } from './command.ts';
import { explainFindings } from './explain-findings.ts';
import { machineOf, variablesFor } from './variables.ts';
import type { Variables } from './variables.ts';

export interface ExplainedCatalog {
  readonly catalog: Catalog;
  /** What it may ask for by name. */
  readonly variables: Variables;
}

/** The catalog, or undefined after all its faults were printed to stderr. Warnings are printed in either case. */
export async function loadOrExplain(file: string, invocation: Invocation): Promise<ExplainedCatalog | undefined> {
  const variables = variablesFor(file, invocation.environment);
  if (variables.problem !== undefined) invocation.output.note(`.env is not read: ${variables.problem}`);
  const { catalog, diagnostics } = await readCatalog(file, machineOf(variables));
  const shown = (diagnostic: Diagnostic): Diagnostic => ({
    ...diagnostic,
    file: relative(invocation.directory, diagnostic.file),
  });
  const found = [...diagnostics.map((diagnostic) => ({ ...diagnostic, file })), ...(await aboutObjectives(catalog))];
  explainFindings(found.map(shown), invocation);
  return catalog === undefined || hasErrors(found) ? undefined : { catalog, variables };
}

/** What only those find who understand queries and the documents of others; loaded where there are any. */
async function aboutObjectives(catalog: Catalog | undefined): Promise<readonly Diagnostic[]> {
  if (catalog === undefined) return [];
  if (catalog.objectives.documents.length === 0 && catalog.services.every(({ slos }) => slos.length === 0)) return [];
  const { objectivesOf } = await import('@nines/slo');
  return objectivesOf(catalog).diagnostics;
}
