/** Panels in Grafana's own form. */
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import * as common from '@grafana/grafana-foundation-sdk/common';
import * as grafana from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as HeatmapBuilder } from '@grafana/grafana-foundation-sdk/heatmap';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as StatesBuilder } from '@grafana/grafana-foundation-sdk/statetimeline';
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as GraphBuilder } from '@grafana/grafana-foundation-sdk/timeseries';

import { DASHBOARD_UIDS } from './dashboard-uids.ts';
import type { PanelKind, PanelSpec, QuerySpec } from './panel-spec.ts';

/** The data source that the reader chose; every panel asks it. */
export const DATASOURCE = { type: 'prometheus', uid: '${datasource}' };

/** Heights in grid units of 30 px. */
const HEIGHT: Readonly<Record<PanelKind, number>> = { graph: 8, figure: 4, heatmap: 8, states: 8, table: 8 };

/** Kinds that show one moment: asking for a range would be work for nothing. */
const INSTANT: ReadonlySet<PanelKind> = new Set(['table']);

/** Panels of different kinds share these methods, but no base class. */
type AnyPanelBuilder = GraphBuilder | StatBuilder | HeatmapBuilder | StatesBuilder | TableBuilder;

/** @param intervalMs shortest step, the scrape interval: below it there is nothing to see */
export function buildPanel(spec: PanelSpec, id: number, intervalMs: number): Builder<grafana.Panel> {
  const panel: AnyPanelBuilder = builderOf(spec)
    .id(id)
    .title(spec.title)
    .description(spec.description)
    .datasource(DATASOURCE)
    .unit(spec.unit)
    .span(spec.width)
    .height(HEIGHT[spec.kind])
    .interval(`${intervalMs}ms`)
    .targets(spec.queries.map((query, index) => buildQuery(spec.kind, query, index)))
    .mappings(mappingsOf(spec))
    .thresholds(thresholdsOf(spec));
  if (spec.min !== undefined) panel.min(spec.min);
  if (spec.max !== undefined) panel.max(spec.max);
  if (spec.emptyMeans !== undefined) panel.noValue(spec.emptyMeans);
  if (spec.linksToService === true) panel.dataLinks([serviceLink()]);
  return panel;
}

function builderOf(spec: PanelSpec): AnyPanelBuilder {
  switch (spec.kind) {
    case 'graph':
      return graphBuilder(spec);
    case 'figure':
      return new StatBuilder()
        .graphMode(common.BigValueGraphMode.Area)
        .colorMode(common.BigValueColorMode.Value)
        .reduceOptions(new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']))
        .colorScheme(colors(grafana.FieldColorModeId.Thresholds));
    case 'heatmap':
      return new HeatmapBuilder().calculate(false).showLegend();
    case 'states':
      return new StatesBuilder()
        .mergeValues(true)
        .showValue(common.VisibilityMode.Never)
        .colorScheme(colors(grafana.FieldColorModeId.Thresholds));
    case 'table':
      return new TableBuilder()
        .withTransformation({ id: 'organize', options: { excludeByName: { Time: true, __name__: true } } })
        .colorScheme(colors(grafana.FieldColorModeId.Thresholds));
  }
}

function graphBuilder({ levels, stacked }: PanelSpec): GraphBuilder {
  const style = levels === undefined ? common.GraphThresholdsStyleMode.Off : common.GraphThresholdsStyleMode.Dashed;
  const legend = new common.VizLegendOptionsBuilder()
    .showLegend(true)
    .displayMode(common.LegendDisplayMode.List)
    .placement(common.LegendPlacement.Bottom);
  const graph = new GraphBuilder()
    .legend(legend)
    .tooltip(
      new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Multi).sort(common.SortOrder.Descending),
    )
    .thresholdsStyle(new common.GraphThresholdsStyleConfigBuilder().mode(style))
    .colorScheme(colors(grafana.FieldColorModeId.PaletteClassic))
    .fillOpacity(stacked === true ? 30 : 10)
    .showPoints(common.VisibilityMode.Never);
  if (stacked !== true) return graph;
  return graph.stacking(new common.StackingConfigBuilder().mode(common.StackingMode.Normal));
}

function buildQuery(kind: PanelKind, query: QuerySpec, index: number): DataqueryBuilder {
  const built = new DataqueryBuilder()
    .refId(String.fromCharCode('A'.charCodeAt(0) + index))
    .datasource(DATASOURCE)
    .expr(query.expr)
    .legendFormat(query.legend);
  if (kind === 'heatmap') built.format(PromQueryFormat.Heatmap);
  if (kind === 'table') built.format(PromQueryFormat.Table);
  return INSTANT.has(kind) ? built.instant() : built.range();
}

/** A ratio of nothing to nothing is no number: said with a dash instead of "NaN". */
function mappingsOf({ kind, texts }: PanelSpec): grafana.ValueMapping[] {
  const { ValueToText, SpecialValue } = grafana.MappingType;
  const undefinedRatio: grafana.SpecialValueMap = {
    type: SpecialValue,
    options: { match: grafana.SpecialValueMatch.NotANumber, result: { text: '–' } },
  };
  const named = Object.entries(texts ?? {}).map(([value, text]) => [value, { text }] as const);
  return [
    ...(kind === 'figure' ? [undefinedRatio] : []),
    ...(named.length > 0 ? [{ type: ValueToText, options: Object.fromEntries(named) } as const] : []),
  ];
}

function thresholdsOf({ levels = [], base = 'green' }: PanelSpec): grafana.ThresholdsConfigBuilder {
  return new grafana.ThresholdsConfigBuilder()
    .mode(grafana.ThresholdsMode.Absolute)
    .steps([{ value: null, color: base }, ...levels.map(({ value, color }) => ({ value, color }))]);
}

function colors(mode: grafana.FieldColorModeId): grafana.FieldColorBuilder {
  return new grafana.FieldColorBuilder().mode(mode);
}

function serviceLink(): grafana.DashboardLinkBuilder {
  const url = `/d/${DASHBOARD_UIDS.service}?var-service=\${__field.labels.service}&\${__url_time_range}`;
  return new grafana.DashboardLinkBuilder('This service').url(url);
}
