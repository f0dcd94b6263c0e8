/** The reference platform, for tests of what is drawn for it. */
import { fileURLToPath } from 'node:url';

import { type Catalog, readCatalog } from '@nines/catalog';

const FILE = fileURLToPath(new URL('../../../../nines.yaml', import.meta.url));

/** Nothing is asked of the machine that runs the test. */
const MACHINE = {
  commandExists: () => true,
  directoryExists: () => true,
  filesMatching: () => [],
  readText: () => ({ text: '' }),
  productRunbooks: '/nines/runbooks',
  fileExists: () => true,
  variable: () => undefined,
};

/** The catalog of the `nines.yaml` of this repository. */
export async function referenceCatalog(): Promise<Catalog> {
  const { catalog, diagnostics } = await readCatalog(FILE, MACHINE);
  if (catalog === undefined) throw new Error(JSON.stringify(diagnostics));
  return catalog;
}
