/** Everything that Prometheus computes and watches for a platform. */
import type { Catalog } from '@nines/catalog';
import type { AlertingRule } from '@nines/kernel';
import type { Alert, RuleSet, RuleSetBuilder } from './alert.ts';
import { type Links, linkAnnotations, subjectLabels } from './alert-words.ts';
import { alertmanagerRules } from './alertmanager.ts';
import { availabilityRules } from './availability.ts';
import { baselineRules } from './baseline.ts';
import { edgeRules } from './edges.ts';
import { exporterRules } from './exporters.ts';
import { meshRules } from './mesh.ts';
import { nodeRules } from './node.ts';
import { objectiveRuleFiles } from './objectives.ts';
import { postgresRules } from './postgres.ts';
import { probeRules } from './probes.ts';
import { prometheusRules } from './prometheus.ts';
import type { RuleFile } from './rule-file.ts';
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

/** One file per rule set that has something in it, and one of objectives; the same catalog gives the same bytes. Pure. */
export function alertRules(catalog: Catalog): readonly RuleFile[] {
  const sets = BUILDERS.map((build) => build(catalog)).filter(({ records, alerts }) => {
    return records.length + alerts.length > 0;
  });
  return [...sets.map((set) => ruleFile(set, catalog.monitoring)), ...objectiveRuleFiles(catalog, catalog.monitoring)];
}

function ruleFile({ name, records, alerts }: RuleSet, links: Links): RuleFile {
  const rules = [...records, ...alerts.map((alert) => alertingRule(alert, links))];
  return { name: `${name}.json`, content: { groups: [{ name, interval: EVALUATION_INTERVAL, rules }] } };
}

function alertingRule(alert: Alert, links: Links): AlertingRule {
  return {
    alert: alert.alert,
    expr: alert.expr,
    for: alert.for ?? '0s',
    labels: { severity: alert.severity, ...subjectLabels(alert.about) },
    annotations: {
      summary: alert.summary,
      description: alert.description,
      ...linkAnnotations(alert.runbook ?? alert.alert, alert.about, links),
    },
  };
}
