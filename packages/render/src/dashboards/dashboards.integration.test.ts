import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

import { testTool } from '@nines/testkit/tools';

import { dashboardQueries } from './dashboard-queries.ts';
import { dashboards } from './dashboards.ts';
import { referenceCatalog } from './reference-catalog.ts';

it('asks nothing that Prometheus itself does not understand', { timeout: 150_000 }, async () => {
  const queries = dashboardQueries(dashboards(await referenceCatalog()));
  const rules = queries.map(({ expr }, index) => ({ record: `dashboard:query:${index}`, expr }));
  const directory = await mkdtemp(path.join(tmpdir(), 'nines-dashboards-'));
  try {
    const file = path.join(directory, 'rules.json');
    await writeFile(file, JSON.stringify({ groups: [{ name: 'dashboards', rules }] }));
    const { stdout } = await promisify(execFile)(await testTool('promtool'), ['check', 'rules', file]);
    expect(stdout).toContain(`SUCCESS: ${queries.length} rules found`);
  } finally {
    await rm(directory, { recursive: true });
  }
});
