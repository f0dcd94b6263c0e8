/** What docs/incidents.md shows of `nines.yaml` is taken as it stands there. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fakeEnvironment } from './fake-environment.ts';
import { loadCatalog } from './load-catalog.ts';

const FILE = new URL('../../../docs/incidents.md', import.meta.url);
const PLATFORM = `metadata: { name: talent }
services:
  portal: { run: a, port: 8080, owner: team-web, tier: 1, dependsOn: [postgres] }
  postgres: { engine: postgres }
`;

test('the examples of nines.yaml in the guide to incidents load without a remark', () => {
  const sections = readFileSync(FILE, 'utf8').matchAll(/^```yaml\n((?:secrets|notify|incidents):\n[^]*?)^```$/gm);
  const examples = [...sections].map(([, text = '']) => text);
  expect(examples.length).toBeGreaterThanOrEqual(2);
  for (const example of examples) {
    const named = [...example.matchAll(/env: (\w+)/g)].map(([, name = '']) => [name, 'its value']);
    const machine = fakeEnvironment({ variables: Object.fromEntries(named) as Readonly<Record<string, string>> });
    expect(loadCatalog('/talent/nines.yaml', PLATFORM + example, machine).diagnostics).toEqual([]);
  }
});
