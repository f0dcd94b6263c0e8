/** Whatever stands in the file: no throw, a catalog or an error, places inside the file, JSON all through. */
import fc from 'fast-check';
import { hasErrors } from '@nines/kernel';
import { expect, test, vi } from 'vitest';
import { fakeEnvironment } from './fake-environment.ts';
import { loadCatalog } from './load-catalog.ts';

const VALID = `apiVersion: nines.dev/v1
kind: Platform
metadata: { name: shop }
ingress: { http: 8000, https: 8443 }
secrets:
  KEY: { generate: 32 }
defaults: &d
  replicas: { min: 2, max: 6 }
  resources: { cpu: 250m, memory: 128Mi, limits: { cpu: 2, memory: 1Gi } }
services:
  web:
    owner: team-web
    tier: 1
    run: { command: node src/main.ts, cwd: services/web, shell: false }
    port: 8080
    ingress: { host: shop.localhost, paths: [/a, /b] }
    dependsOn: [api]
    env: { API: "\${services.api.url}", OTHER: "a $\${b} \${state}/\${slot}" }
    secrets: [KEY]
    health: { startup: /livez, liveness: { exec: ./check, period: 10s }, readiness: { tcp: true } }
    metrics: /metrics
    restart: { initial: 100ms, cap: 30s }
    stop: { signal: SIGINT, grace: 10s }
    slos:
      - { name: errors, objective: 99.9%, window: 24h, sli: availability }
      - { name: latency, objective: 95%, window: 30d, sli: { latency: { below: 200ms } }, alerts: { page: false } }
      - { name: uptime, objective: 99.5%, window: calendar-month, timezone: Europe/Berlin, sli: { probe: /health } }
  api: { <<: *d, run: "node main.js --port \${port}", port: 8081, listens: { fixed: 5000 } }
  db:
    { engine: postgres, version: 18, storage: 1Gi, port: 5433, slos: [{ name: room, objective: 99%, window: 7d,
      sli: { threshold: { metric: a, below: 100 } }, budgeting: { timeslices: { slice: 1m, target: 99% } } }] }
network:
  - { from: ingress, to: web }
  - { from: [web], to: [api, db] }
slo:
  include: [slos/*.yaml]
  policy: [{ when: remaining < 25%, freeze: [experiments], services: [web], objectives: [errors] }]
  maintenance: [{ name: move, from: 2026-12-01T02:00Z, to: 2026-12-01T04:00Z, services: [db] }]
notify:
  slack: { channel: "#sre", token: { secret: KEY }, signingSecret: { secret: KEY } }
  pagerduty: { routingKey: { secret: KEY } }
  webhooks: [{ name: tickets, url: "http://a", receives: incidents, secret: { secret: KEY } }]
  routes: [{ severities: [1, 2], owners: [team-web], to: ["slack:#web", pagerduty, webhook:tickets] }]
incidents:
  reopenWithin: 10m
  intakes:
    - { name: ci, token: { secret: KEY }, map: { alertname: build.name, status: state }, defaults: { service: web } }
  heartbeats: [{ name: nightly, every: 24h, grace: 1h, token: { secret: KEY }, service: db, severity: critical }]
sla: [{ service: web, when: monthly uptime < 99.5%, credit: 10%, slo: uptime }]
slos: [x]
`;

const SCRAPS = [
  '&a ', '*a', '<<: ', '${', '}', '{', '[', ']', ': ', '- ', '\n', '\t', '"', "'", '|\n', '? ', '!!set ', '!x ', '%YAML 1.1\n', '---\n',
  '#', '\u0000', '\uFEFF', '\uD800', '💥', '__proto__: ', 'constructor', 'null', '~', '.inf', '.nan', '1e999', '0x10', '-1', '\r\n', '>-\n',
]; // prettier-ignore

const CASES = 300;
vi.setConfig({ testTimeout: 60_000 });

/** What no text may break. */
function holds(text: string): void {
  const { catalog, diagnostics } = loadCatalog('/shop/nines.yaml', text, fakeEnvironment());
  expect(catalog === undefined).toBe(hasErrors(diagnostics));
  if (catalog !== undefined) expect(JSON.parse(JSON.stringify(catalog))).toEqual(catalog);
  const lines = text.split('\n');
  for (const { line, column, message, hint } of diagnostics) {
    expect(line).toBeGreaterThanOrEqual(1);
    expect(line).toBeLessThanOrEqual(lines.length);
    expect(column).toBeGreaterThanOrEqual(1);
    expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 1);
    expect(`${message} ${hint}`).not.toMatch(/Invalid input|\[object [A-Z]|must be undefined/);
  }
}

test('arbitrary text', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), holds), { numRuns: CASES });
});

test('arbitrary scraps of YAML', () => {
  const scraps = fc.array(fc.oneof(fc.constantFrom(...SCRAPS), fc.constantFrom(...VALID.split(/(?<=\W)/))));
  fc.assert(
    fc.property(scraps, (parts) => holds(parts.join(''))),
    { numRuns: CASES },
  );
});

test('a valid file with pieces cut out, put in and moved', () => {
  const edit = fc.record({
    at: fc.nat(VALID.length),
    length: fc.nat(20),
    insert: fc.oneof(fc.constant(''), fc.constantFrom(...SCRAPS), fc.string({ maxLength: 5 })),
  });
  const mutated = fc.array(edit, { minLength: 1, maxLength: 4 }).map((edits) => {
    return edits.reduce((text, { at, length, insert }) => text.slice(0, at) + insert + text.slice(at + length), VALID);
  });
  fc.assert(fc.property(mutated, holds), { numRuns: CASES });
});

test('a valid file with any value replaced by any other', () => {
  const values = [...VALID.matchAll(/(?<=: |\[|, )[^\s,{}[\]]+/g)];
  const replaced = fc
    .tuple(
      fc.constantFrom(...values),
      fc.oneof(fc.json({ maxDepth: 2 }), fc.constantFrom(...values.map(([text]) => text))),
    )
    .map(([match, other]) => VALID.slice(0, match.index) + other + VALID.slice(match.index + match[0].length));
  fc.assert(fc.property(replaced, holds), { numRuns: CASES });
});
