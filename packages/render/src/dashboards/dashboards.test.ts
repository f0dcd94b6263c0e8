import { parser } from '@prometheus-io/lezer-promql';
import { beforeAll, describe, expect, it } from 'vitest';

import type { Catalog } from '@nines/catalog';
import { hasCode } from '@nines/kernel';

import { type LintedDashboard, lintDashboard } from './dashboard-lint.ts';
import { dashboardQueries } from './dashboard-queries.ts';
import { DASHBOARD_UIDS } from './dashboard-uids.ts';
import { type Dashboard, dashboards } from './dashboards.ts';
import { KNOWN_METRICS } from './known-metrics.ts';
import { referenceCatalog } from './reference-catalog.ts';

let catalog: Catalog;
let all: readonly Dashboard[];

beforeAll(async () => {
  catalog = await referenceCatalog();
  all = dashboards(catalog);
});

/** The names of what an expression selects; undefined where it is not PromQL. */
function metricsOf(expr: string): readonly string[] | undefined {
  const names: string[] = [];
  const faults: number[] = [];
  parser.parse(expr).iterate({
    enter: ({ type, name, from, to }) => {
      if (type.isError) faults.push(from);
      if (name === 'Identifier') names.push(expr.slice(from, to));
    },
  });
  return faults.length === 0 ? names : undefined;
}

describe('the dashboards of a platform', () => {
  it('are the eight, with uids that never change', () => {
    expect(all.map(({ uid }) => uid)).toEqual([
      'nines-overview',
      'nines-service',
      'nines-objectives',
      'nines-database',
      'nines-node',
      'nines-mesh',
      'nines-alerts',
      'nines-incidents',
    ]);
    expect(all.map(({ uid }) => uid)).toEqual(Object.values(DASHBOARD_UIDS));
  });

  it('are the same bytes every time', () => {
    expect(dashboards(structuredClone(catalog))).toEqual(all);
  });

  it('pass the lint', () => {
    for (const { uid, json } of all) {
      expect(lintDashboard(JSON.parse(json) as LintedDashboard), uid).toEqual([]);
    }
  });

  it('ask only valid PromQL about metrics that exist', () => {
    const queries = dashboardQueries(all);
    expect(queries.length).toBeGreaterThan(100);
    for (const { expr } of queries) {
      const metrics = metricsOf(expr);
      expect(metrics, expr).not.toBeUndefined();
      expect(metrics?.length, expr).toBeGreaterThan(0);
      for (const metric of metrics ?? []) expect(KNOWN_METRICS, expr).toContain(metric);
    }
  });

  it('fill their choices from metrics that exist', () => {
    for (const { json } of all) {
      const { templating } = JSON.parse(json) as LintedDashboard;
      for (const { query } of templating.list.slice(1)) {
        const selector = /^label_values\((.*), \w+\)$/.exec(query)?.[1] ?? '';
        const [metric] = metricsOf(selector) ?? [];
        expect(KNOWN_METRICS, query).toContain(metric);
      }
    }
  });

  it('draw the line at the objectives of the catalog', () => {
    const strict = catalog.services.map((service) => ({ ...service, alerts: { ...service.alerts, latencyMs: 150 } }));
    const [overview] = dashboards({ ...catalog, services: strict });
    const [standard] = all;
    expect(standard?.json).toContain('"value": 0.2,\n');
    expect(overview?.json).toContain('"value": 0.15,\n');
  });

  it('leave out what a platform does not have', () => {
    const services = catalog.services.filter(({ kind }) => kind !== 'engine');
    expect(dashboards({ ...catalog, services }).map(({ uid }) => uid)).not.toContain(DASHBOARD_UIDS.database);
    const unpromised = catalog.services.map((service) => ({ ...service, slos: [] }));
    expect(dashboards({ ...catalog, services: unpromised }).map(({ uid }) => uid)).not.toContain(
      DASHBOARD_UIDS.objectives,
    );
    const empty = dashboards({ ...catalog, services: [] });
    expect(empty[0]?.json).toContain('"value": 0.2,\n');
    expect(empty.map(({ uid }) => uid)).toEqual([
      DASHBOARD_UIDS.overview,
      DASHBOARD_UIDS.node,
      DASHBOARD_UIDS.mesh,
      DASHBOARD_UIDS.alerts,
      DASHBOARD_UIDS.incidents,
    ]);
  });
});

describe('the queries of dashboards', () => {
  it('have the chosen values in place of variables', () => {
    const [query] = dashboardQueries(all, { service: 'api' }).filter(({ panel }) => panel === 'Ready replicas');
    expect(query).toEqual({
      dashboard: DASHBOARD_UIDS.service,
      panel: 'Ready replicas',
      expr: 'nines_service_replicas_ready{service="api"}',
      mayBeEmpty: false,
    });
    for (const { expr } of dashboardQueries(all)) expect(expr).not.toContain('$');
  });

  it('must not name variables that do not exist', () => {
    const json = JSON.stringify({
      panels: [{ type: 'stat', title: 'x', targets: [{ expr: 'up{x="$nobody"}' }] }],
      templating: { list: [] },
    });
    const read = (): unknown => dashboardQueries([{ uid: 'x', title: 'x', json }]);
    expect(read).toThrow(expect.toSatisfy((error) => hasCode(error, 'DASHBOARD_VARIABLE_UNKNOWN')));
  });
});
