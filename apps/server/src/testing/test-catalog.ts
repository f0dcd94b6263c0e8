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
  const everything = { commandExists: () => true, directoryExists: () => true, fileExists: () => true };
  const loaded = loadCatalog('/shop/nines.yaml', TEXT.replace('  db:\n', `${ofWeb}  db:\n`) + more, {
    ...everything,
    variable: () => undefined,
    filesMatching: () => [],
    readText: () => ({ text: '' }),
    productRunbooks: '/nines/runbooks',
  });
  if (loaded.catalog === undefined) throw new Error(JSON.stringify(loaded.diagnostics));
  return loaded.catalog;
}
