/** The queries of dashboards with their variables filled in, ready to be asked of a Prometheus. */
import { NinesError } from '@nines/kernel';

import type { Dashboard } from './dashboards.ts';

/** One query as Grafana would send it. */
export interface DashboardQuery {
  /** `uid` of the dashboard. */
  readonly dashboard: string;
  readonly panel: string;
  readonly expr: string;
  /** Whether the panel says what it means to have no data; otherwise a healthy platform has some. */
  readonly mayBeEmpty: boolean;
}

/** What is read of a dashboard's file. @see Grafana documentation, "Dashboard JSON model" */
export interface DashboardDocument {
  readonly panels: readonly PanelDocument[];
  readonly templating: { readonly list: readonly VariableDocument[] };
}

export interface PanelDocument {
  readonly type: string;
  readonly title: string;
  readonly targets?: readonly { readonly expr: string }[];
  readonly fieldConfig?: { readonly defaults: { readonly noValue?: string } };
}

export interface VariableDocument {
  readonly name: string;
  readonly type: string;
  readonly query: string;
  readonly current?: { readonly value: string };
  readonly allValue?: string;
}

/** Values of Grafana's own variables; long enough that a rate of anything scraped has its two samples. */
const BUILT_IN = { __rate_interval: '1m', __interval: '15s', __range: '1h' };

/**
 * All queries of the panels.
 *
 * @param variables values of the template variables; by default what the dashboard chooses at first
 * @throws NinesError `DASHBOARD_VARIABLE_UNKNOWN` where a query names a variable that its dashboard does not have
 */
export function dashboardQueries(
  dashboards: readonly Dashboard[],
  variables: Readonly<Record<string, string>> = {},
): readonly DashboardQuery[] {
  return dashboards.flatMap(({ uid, json }) => {
    const document = JSON.parse(json) as DashboardDocument;
    const values = new Map(Object.entries({ ...initialValues(document), ...variables, ...BUILT_IN }));
    return document.panels.flatMap((panel) =>
      (panel.targets ?? []).map(({ expr }) => ({
        dashboard: uid,
        panel: panel.title,
        expr: fillIn(expr, values, uid),
        mayBeEmpty: panel.fieldConfig?.defaults.noValue !== undefined,
      })),
    );
  });
}

function initialValues({ templating }: DashboardDocument): Readonly<Record<string, string>> {
  const chosen = templating.list.map(({ name, current, allValue }): [string, string] => {
    const value = current?.value ?? '';
    return [name, value === '$__all' ? (allValue ?? '.*') : value];
  });
  return Object.fromEntries(chosen);
}

function fillIn(expr: string, values: ReadonlyMap<string, string>, dashboard: string): string {
  return expr.replaceAll(/\$(\w+)/g, (_whole, name: string) => {
    const value = values.get(name);
    if (value !== undefined) return value;
    throw new NinesError('DASHBOARD_VARIABLE_UNKNOWN', `Dashboard ${dashboard} has no variable "${name}"`, {
      details: { dashboard, variable: name },
    });
  });
}
