/** Everything that Prometheus computes and watches for a platform. */
import type { Catalog, Monitoring } from '@nines/catalog';
import { DASHBOARD_UIDS } from '../dashboards/dashboard-uids.ts';
import type { Alert, AlertSubject, RuleSet, RuleSetBuilder } from './alert.ts';
import { alertmanagerRules } from './alertmanager.ts';
import { availabilityRules } from './availability.ts';
import { baselineRules } from './baseline.ts';
import { edgeRules } from './edges.ts';
import { exporterRules } from './exporters.ts';
import { meshRules } from './mesh.ts';
import { nodeRules } from './node.ts';
import { postgresRules } from './postgres.ts';
import { probeRules } from './probes.ts';
import { prometheusRules } from './prometheus.ts';
import type { AlertingRule, RuleFile } from './rule-file.ts';
import { saturationRules } from './saturation.ts';
import { serverRules } from './server.ts';
import { trafficRules } from './traffic.ts';

/** Short beside the shortest `for`, so that "for 15 s" is not 29. */
const EVALUATION_INTERVAL = '5s';

const BUILDERS: readonly RuleSetBuilder[] = [
  availabilityRules,
  trafficRules,
  baselineRules,
  saturationRules,
  edgeRules,
  probeRules,
  postgresRules,
  nodeRules,
  prometheusRules,
  alertmanagerRules,
  exporterRules,
  serverRules,
  meshRules,
];

/** One file per rule set that has something in it; the same catalog gives the same bytes. Pure. */
export function alertRules(catalog: Catalog): readonly RuleFile[] {
  return BUILDERS.map((build) => build(catalog))
    .filter(({ records, alerts }) => records.length + alerts.length > 0)
    .map((set) => ruleFile(set, catalog.monitoring));
}

/** What links begin with. */
type Links = Pick<Monitoring, 'runbooks' | 'dashboards'>;

function ruleFile({ name, records, alerts }: RuleSet, links: Links): RuleFile {
  const rules = [...records, ...alerts.map((alert) => alertingRule(alert, links))];
  return { name: `${name}.json`, content: { groups: [{ name, interval: EVALUATION_INTERVAL, rules }] } };
}

function alertingRule(alert: Alert, { runbooks, dashboards = '' }: Links): AlertingRule {
  const { service, owner, tier, scope } = alert.about;
  return {
    alert: alert.alert,
    expr: alert.expr,
    for: alert.for ?? '0s',
    labels: { severity: alert.severity, service, owner, tier, scope, origin: 'rule' },
    annotations: {
      summary: alert.summary,
      description: alert.description,
      runbook_url: `${runbooks}/${alert.runbook ?? alert.alert}.md`,
      dashboard: `${dashboards}${dashboardPath(alert.about)}`,
    },
  };
}

/** At what it is about, where the dashboard lets one choose. @see Grafana documentation, "Manage dashboard links" */
function dashboardPath({ service, scope, dashboard }: AlertSubject): string {
  const path = `/d/${DASHBOARD_UIDS[dashboard]}`;
  return scope === 'application' ? `${path}?var-service=${service}` : path;
}
