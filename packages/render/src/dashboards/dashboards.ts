/** All dashboards of a platform. */
import type { Catalog } from '@nines/catalog';
import { objectivesOf } from '@nines/slo';

import { alertsDashboard } from './alerts.ts';
import { buildDashboard } from './build-dashboard.ts';
import { databaseDashboard } from './database.ts';
import { errorBudgetsDashboard } from './error-budgets.ts';
import { incidentsDashboard } from './incidents.ts';
import { meshDashboard } from './mesh.ts';
import { nodeDashboard } from './node.ts';
import type { Objectives } from './objectives.ts';
import { overviewDashboard } from './overview.ts';
import type { DashboardSpec } from './panel-spec.ts';
import { serviceDashboard } from './service.ts';

/** One file that Grafana provisions. */
export interface Dashboard {
  /** Stable: alerts lead to it. */
  readonly uid: string;
  readonly title: string;
  /** The file's text. The same catalog yields the same bytes. */
  readonly json: string;
}

/** Grafana dashboards for a platform: those of services, databases and objectives only where there are some. */
export function dashboards(catalog: Catalog): readonly Dashboard[] {
  return specsOf(catalog).map((spec) => {
    const model = buildDashboard(spec, catalog.monitoring.scrapeIntervalMs);
    return { uid: spec.uid, title: spec.title, json: `${JSON.stringify(model, undefined, 2)}\n` };
  });
}

function specsOf(catalog: Catalog): readonly DashboardSpec[] {
  const { services } = catalog;
  const limits = strictest(services);
  const service = services.find(({ kind }) => kind === 'service');
  const engine = services.find(({ kind }) => kind === 'engine');
  return [
    overviewDashboard(limits),
    ...(service === undefined ? [] : [serviceDashboard(limits, service.name)]),
    ...(objectivesOf(catalog).objectives.length === 0 ? [] : [errorBudgetsDashboard()]),
    ...(engine === undefined ? [] : [databaseDashboard(engine.name)]),
    nodeDashboard(),
    meshDashboard(limits),
    alertsDashboard(),
    incidentsDashboard(),
  ];
}

/** Where there is no service yet: the catalog's own defaults. */
const DEFAULT_OBJECTIVES: Objectives = { latencySeconds: 0.2, errorRatio: 0.01 };

/** A dashboard that shows any service can draw one line only: that of the service which asks for most. */
function strictest(services: Catalog['services']): Objectives {
  if (services.length === 0) return DEFAULT_OBJECTIVES;
  const alerts = services.map((service) => service.alerts);
  return {
    latencySeconds: Math.min(...alerts.map(({ latencyMs }) => latencyMs)) / 1_000,
    errorRatio: Math.min(...alerts.map(({ errorRatio }) => errorRatio)),
  };
}
