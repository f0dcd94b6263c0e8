/** A small platform: `web` calls `db`. */
import { loadCatalog } from '@nines/catalog';
import type { Catalog } from '@nines/catalog';

const TEXT = `
apiVersion: nines.dev/v1
kind: Platform
metadata: { name: shop }
ingress: { http: 8000 }
services:
  web:
    owner: team-web
    run: { command: web }
    port: 8080
    dependsOn: [db]
    metrics: /metrics
    health: { readiness: /readyz }
    replicas: { min: 2, max: 4 }
  db:
    run: { command: db }
    port: 8081
    metrics: /metrics
`;

/**
 * @param more - further lines of the catalog
 * @param ofWeb - further lines of `web`, indented by four
 */
export function testCatalog(more = '', ofWeb = ''): Catalog {
  return loaded(TEXT.replace('  db:\n', `${ofWeb}  db:\n`) + more);
}

/** Of a `nines.yaml` as plain data. */
export function parsedCatalog(document: object): Catalog {
  return loaded(JSON.stringify(document));
}

function loaded(text: string): Catalog {
  const everything = { commandExists: () => true, directoryExists: () => true, fileExists: () => true };
  const { catalog, diagnostics } = loadCatalog('/shop/nines.yaml', text, {
    ...everything,
    variable: () => undefined,
    filesMatching: () => [],
    readText: () => ({ text: '' }),
    productRunbooks: '/nines/runbooks',
  });
  if (catalog === undefined) throw new Error(JSON.stringify(diagnostics));
  return catalog;
}
