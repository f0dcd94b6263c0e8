/** A small platform with one of everything that rules tell apart. */
import { type Catalog, loadCatalog } from '@nines/catalog';

const PLATFORM = `
apiVersion: nines.dev/v1
kind: Platform
metadata: { name: fixture }
ingress: { http: 8000, https: 8443 }
monitoring: { runbooks: https://example.test/runbooks, dashboards: https://grafana.test }
services:
  api:
    owner: team-platform
    tier: 1
    run: { command: node main.js, cwd: api }
    port: 8081
    ingress: { host: api.localhost, tls: true }
    metrics: /metrics
    replicas: { min: 2, max: 4 }
    resources: { cpu: 500m, memory: 128Mi, limits: { cpu: 1, memory: 256Mi } }
    dependsOn: [postgres]
    alerts: { requestRate: 5, baseline: true }
    slos:
      - { name: errors, objective: 99%, window: 24h, sli: availability }
      - { name: uptime, objective: 99%, window: 30d, sli: { probe: /health }, alerts: { page: false, ticket: false } }
  reports:
    run: { command: python3 main.py, cwd: reports }
    port: 5001
    resources: { cpu: 500m, memory: 128Mi }
  mailer:
    owner: team-mail
    tier: 3
    run: { command: mailer, cwd: mailer }
  postgres:
    owner: team-data
    tier: 1
    engine: postgres
    port: 5433
    storage: 1Gi
`;

/** @throws Error with the diagnostics, should the catalog's language ever move on from it */
export function fixtureCatalog(): Catalog {
  const { catalog, diagnostics } = loadCatalog('/fixture/nines.yaml', PLATFORM, {
    commandExists: () => true,
    directoryExists: () => true,
    filesMatching: () => [],
    readText: () => ({ text: '' }),
    productRunbooks: '/nines/runbooks',
    fileExists: () => true,
    variable: () => undefined,
  });
  if (catalog === undefined) throw new Error(JSON.stringify(diagnostics));
  return catalog;
}
