import fc from 'fast-check';
import { afterAll, beforeAll, test } from 'vitest';
import type { Catalog } from '@nines/catalog';
import { told } from '../testing/alertmanager-model.ts';
import type { Labels } from '../testing/alertmanager-model.ts';
import { RealAlertmanager, TOKEN_FILE } from '../testing/real-alertmanager.ts';
import { referenceCatalog } from '../testing/reference-catalog.ts';
import { eventually } from '@nines/testkit/running-program';
import { alertmanagerConfiguration } from './configuration.ts';
import { inhibitRules } from './inhibition.ts';

let catalog: Catalog;
let alertmanager: RealAlertmanager;

beforeAll(async () => {
  const reference = await referenceCatalog();
  const cycle = ['auth', 'images', 'resumes'].map((from, index, all) => ({ from, to: all[(index + 1) % 3] ?? '' }));
  catalog = { ...reference, edges: [...reference.edges, ...cycle] };
  const server = { url: 'http://127.0.0.1:9', tokenFile: TOKEN_FILE };
  alertmanager = await RealAlertmanager.start(alertmanagerConfiguration(catalog, { server, secret: (name) => name }));
}, 120_000);

afterAll(() => alertmanager.remove());

const alert = fc
  .record({
    alertname: fc.constantFrom('ServiceDown', 'MonitoringDown', 'TargetDown', 'ProbeFailing', 'ErrorBudgetBurn'),
    service: fc.constantFrom('portal', 'api', 'auth', 'images', 'resumes', 'postgres', 'mesh', 'nines-server'),
    severity: fc.constantFrom('critical', 'warning'),
    origin: fc.constantFrom('rule', 'detector'),
    slo: fc.constantFrom('errors', 'latency'),
  })
  .map((labels) => ({ ...labels, scope: /^(mesh|nines-.*)$/.test(labels.service) ? 'platform' : 'application' }));

const firing = fc.uniqueArray(alert, { minLength: 2, maxLength: 10, selector: (labels) => JSON.stringify(labels) });

/** In an order that does not depend on where they come from. */
function sorted(alerts: readonly Labels[]): readonly string[] {
  return alerts.map((labels) => JSON.stringify(Object.entries(labels).sort())).sort();
}

test('over dependencies with a diamond and a cycle, Alertmanager silences what the model of the other tests does', async () => {
  await fc.assert(
    fc.asyncProperty(firing, async (alerts) => {
      await alertmanager.post(alerts);
      const expected = sorted(told(inhibitRules(catalog), alerts));
      await eventually(async () => {
        const heard = (await alertmanager.firing()).filter(({ isTold }) => isTold).map(({ labels }) => labels);
        return JSON.stringify(sorted(heard)) === JSON.stringify(expected);
      }, 5_000);
      await alertmanager.post(alerts, 0);
      await eventually(async () => (await alertmanager.firing()).length === 0, 5_000);
    }),
    { numRuns: 40 },
  );
});
