import { describe, expect, it } from 'vitest';

import { type LintedDashboard, type LintedPanel, lintDashboard } from './dashboard-lint.ts';

const PANEL: LintedPanel = {
  id: 1,
  type: 'timeseries',
  title: 'Rate',
  description: 'Requests per second.',
  datasource: { uid: '${datasource}' },
  gridPos: { x: 0, y: 0, w: 12, h: 8 },
  targets: [{ expr: 'sum(rate(a_total[$__rate_interval]))', refId: 'A' }],
  fieldConfig: { defaults: { unit: 'reqps' } },
};

const DATASOURCE = { name: 'datasource', type: 'datasource', label: 'Data source', query: 'prometheus' };

const DASHBOARD: LintedDashboard = {
  uid: 'nines-test',
  title: 'Test',
  editable: false,
  panels: [PANEL],
  templating: { list: [DATASOURCE] },
};

const withPanel = (change: Partial<LintedPanel>): LintedDashboard => ({
  ...DASHBOARD,
  panels: [{ ...PANEL, ...change }],
});

const withQuery = (expr: string): LintedDashboard => withPanel({ targets: [{ expr, refId: 'A' }] });

const FAULTS: readonly (readonly [string, LintedDashboard, string])[] = [
  ['can be edited', { ...DASHBOARD, editable: true }, 'uneditable'],
  ['has no data source to choose', { ...DASHBOARD, templating: { list: [] } }, 'datasource'],
  ['asks another data source', withPanel({ datasource: { uid: 'mine' } }), 'datasource'],
  ['has a panel without unit', withPanel({ fieldConfig: { defaults: {} } }), 'unit'],
  ['has a panel without title', withPanel({ title: '' }), 'title'],
  ['has a panel without description', withPanel({ description: 'rate' }), 'description'],
  ['has a panel without query', withPanel({ targets: [] }), 'targets'],
  ['has a range by hand', withQuery('rate(a_total[5m])'), 'rate-interval'],
  ['has a quantile without le', withQuery('histogram_quantile(0.9, sum(rate(a[$__rate_interval])))'), 'histogram'],
  ['has the rate of a sum', withQuery('rate(sum(a)[$__rate_interval])'), 'aggregation'],
  ['has a panel twice', { ...DASHBOARD, panels: [PANEL, PANEL] }, 'panel ids'],
  ['has panels that overlap', { ...DASHBOARD, panels: [PANEL, { ...PANEL, id: 2 }] }, 'overlaps'],
  ['leaves the grid', withPanel({ gridPos: { x: 20, y: 0, w: 8, h: 8 } }), 'leaves the grid'],
  [
    'has a variable that does not fill itself',
    { ...DASHBOARD, templating: { list: [DATASOURCE, { name: 'x', type: 'custom', query: 'a,b' }] } },
    'does not fill itself',
  ],
];

describe('the lint of dashboards', () => {
  it('finds nothing in a good one', () => {
    expect(lintDashboard(DASHBOARD)).toEqual([]);
  });

  it.each(FAULTS)('finds one that %s', (_what, dashboard, expected) => {
    expect(lintDashboard(dashboard).join('\n')).toContain(expected);
  });
});
