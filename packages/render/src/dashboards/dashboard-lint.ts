/**
 * What a dashboard must be so that it works in any Grafana and for anybody who did not write it.
 *
 * @see grafana/dashboard-linter, docs/index.md, for the rules from `datasource` to `rate-interval`; its rules about
 * `job` and `instance` variables fit dashboards of one job, and are replaced by `narrowed`
 */

/** What is read of a panel. */
export interface LintedPanel {
  readonly id?: number;
  readonly type: string;
  readonly title?: string;
  readonly description?: string;
  readonly datasource?: { readonly uid?: string };
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly expr: string; readonly refId: string }[];
  readonly fieldConfig?: { readonly defaults: { readonly unit?: string } };
}

/** What is read of a dashboard. */
export interface LintedDashboard {
  readonly uid?: string;
  readonly title?: string;
  readonly editable?: boolean;
  readonly panels: readonly LintedPanel[];
  readonly templating: {
    readonly list: readonly {
      readonly name: string;
      readonly type: string;
      readonly label?: string;
      readonly query: string;
      readonly refresh?: number;
    }[];
  };
}

/** Width of the grid. */
const COLUMNS = 24;

/** Reload the choices whenever the period shown changes. */
const ON_TIME_RANGE_CHANGED = 2;

/** Everything that is wrong with a dashboard, one line each; empty where nothing is. */
export function lintDashboard(dashboard: LintedDashboard): readonly string[] {
  const panels = dashboard.panels.filter(({ type }) => type !== 'row');
  return [
    ...lintWhole(dashboard),
    ...lintVariables(dashboard),
    ...panels.flatMap((panel) => lintPanel(panel).map((fault) => `${panel.title ?? panel.type}: ${fault}`)),
    ...lintGrid(dashboard.panels),
  ];
}

function lintWhole({ uid, title, editable, panels }: LintedDashboard): readonly string[] {
  const ids = panels.map(({ id }) => id);
  return [
    ...fault(uid === undefined || !/^[a-z0-9-]{1,40}$/.test(uid), 'uid: missing or not of a stable form'),
    ...fault(title === undefined || title === '', 'title: missing'),
    ...fault(editable !== false, 'uneditable: edits would be lost at the next provisioning'),
    ...fault(ids.includes(undefined) || new Set(ids).size < ids.length, 'panel ids: missing or not unique'),
  ];
}

function lintVariables({ templating }: LintedDashboard): readonly string[] {
  const [first, ...others] = templating.list;
  const datasource = first?.name === 'datasource' && first.type === 'datasource' && first.query === 'prometheus';
  return [
    ...fault(!datasource, 'datasource: the first variable must choose the Prometheus'),
    ...fault(first?.label !== 'Data source', 'datasource: the label must be "Data source"'),
    ...others.flatMap(({ name, type, label, query, refresh }) => [
      ...fault(type !== 'query' || !/^label_values\(.+, \w+\)$/.test(query), `variable ${name}: does not fill itself`),
      ...fault(label === undefined, `variable ${name}: has no label`),
      ...fault(refresh !== ON_TIME_RANGE_CHANGED, `variable ${name}: is not refreshed when the period changes`),
    ]),
  ];
}

function lintPanel(panel: LintedPanel): readonly string[] {
  const { targets = [], datasource, fieldConfig, title, description } = panel;
  const refIds = targets.map(({ refId }) => refId);
  return [
    ...fault(title === undefined || title === '', 'title: missing'),
    ...fault(description === undefined || !/^[A-Z0-9"].*\.$/.test(description), 'description: no full sentence'),
    ...fault(datasource?.uid !== '${datasource}', 'datasource: not the chosen one'),
    ...fault(fieldConfig?.defaults.unit === undefined, 'unit: missing'),
    ...fault(targets.length === 0, 'targets: asks nothing'),
    ...fault(new Set(refIds).size < refIds.length, 'targets: refIds are not unique'),
    ...targets.flatMap(({ expr }) => lintExpression(expr)),
  ];
}

/** Ranges written by hand are too short for one zoom level and too long for another. */
function lintExpression(expr: string): readonly string[] {
  const ranges = [...expr.matchAll(/\[([^\]]*)\]/g)].map(([, range]) => range);
  const byHand = ranges.filter((range) => range !== '$__rate_interval' && range !== '$__range');
  return [
    ...fault(byHand.length > 0, `rate-interval: [${byHand.join('], [')}] in ${expr}`),
    ...fault(/histogram_quantile\((?:(?!\ble\b).)*$/.test(expr), `histogram: quantile without le in ${expr}`),
    ...fault(/\b(?:rate|increase)\(\s*sum/.test(expr), `aggregation: rate of a sum in ${expr}`),
  ];
}

function lintGrid(panels: readonly LintedPanel[]): readonly string[] {
  return panels.flatMap((panel, index) => {
    const { x, y, w, h } = panel.gridPos;
    const overlaps = panels.slice(index + 1).filter(({ gridPos: other }) => {
      return x < other.x + other.w && other.x < x + w && y < other.y + other.h && other.y < y + h;
    });
    return [
      ...fault(x < 0 || w < 1 || x + w > COLUMNS, `grid: "${panel.title ?? ''}" leaves the grid`),
      ...overlaps.map((other) => `grid: "${panel.title ?? ''}" overlaps "${other.title ?? ''}"`),
    ];
  });
}

function fault(isFault: boolean, text: string): readonly string[] {
  return isFault ? [text] : [];
}
