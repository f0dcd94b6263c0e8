/** Dashboards in Grafana's own form. */
import * as grafana from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';

import { buildPanel, DATASOURCE } from './build-panel.ts';
import type { DashboardSpec, VariableSpec } from './panel-spec.ts';

/** Marks all dashboards of the platform; the links between them go by it. */
const TAG = 'nines';

/** @param intervalMs the scrape interval */
export function buildDashboard(spec: DashboardSpec, intervalMs: number): grafana.Dashboard {
  const dashboard = new grafana.DashboardBuilder(spec.title)
    .uid(spec.uid)
    .description(spec.description)
    .tags([TAG])
    .readonly()
    .timezone('browser')
    .time({ from: 'now-1h', to: 'now' })
    .refresh('10s')
    .tooltip(grafana.DashboardCursorSync.Crosshair)
    .link(siblings())
    .withVariable(datasourceVariable());
  for (const variable of spec.variables) dashboard.withVariable(queryVariable(variable));
  if (spec.alerts !== undefined) dashboard.annotation(firingAlerts(spec.alerts));
  let id = 0;
  for (const row of spec.rows) {
    dashboard.withRow(new grafana.RowBuilder(row.title).id((id += 1)));
    for (const panel of row.panels) dashboard.withPanel(buildPanel(panel, (id += 1), intervalMs));
  }
  return dashboard.build();
}

function datasourceVariable(): grafana.DatasourceVariableBuilder {
  return new grafana.DatasourceVariableBuilder('datasource').label('Data source').type('prometheus');
}

function queryVariable({ name, label, query, initial, keep }: VariableSpec): grafana.QueryVariableBuilder {
  const variable = new grafana.QueryVariableBuilder(name)
    .label(label)
    .datasource(DATASOURCE)
    .query(query)
    .definition(query)
    .refresh(grafana.VariableRefresh.OnTimeRangeChanged)
    .sort(grafana.VariableSort.NaturalAsc);
  if (keep !== undefined) variable.regex(keep);
  if (initial !== undefined) return variable.current({ text: initial, value: initial });
  return variable.multi(true).includeAll(true).allValue('.*').current({ text: 'All', value: '$__all' });
}

function siblings(): grafana.DashboardLinkBuilder {
  return new grafana.DashboardLinkBuilder('Dashboards')
    .type(grafana.DashboardLinkType.Dashboards)
    .tags([TAG])
    .asDropdown(true)
    .keepTime(true);
}

function firingAlerts(selector: string): grafana.AnnotationQueryBuilder {
  const expr = `ALERTS{alertstate="firing",${selector}}`;
  return new grafana.AnnotationQueryBuilder()
    .name('Alerts')
    .datasource(DATASOURCE)
    .enable(true)
    .iconColor('red')
    .expr(expr)
    .titleFormat('{{alertname}}')
    .textFormat('{{service}} {{instance}}')
    .step('10s')
    .target(new DataqueryBuilder().refId('Anno').expr(expr));
}
