/** What a dashboard shows, as data: rows of panels, each a question with its PromQL, unit and objective. */

/** One PromQL expression and the legend of its series (`{{label}}` is replaced). */
export interface QuerySpec {
  readonly expr: string;
  readonly legend: string;
}

/** A colour from `value` upwards. */
export interface Level {
  readonly value: number;
  readonly color: 'green' | 'orange' | 'red' | 'blue';
}

/**
 * `graph`: series over time. `figure`: the latest value, large. `heatmap`: buckets over time. `states`: one coloured
 * line per series. `table`: the latest value of each series, one per line.
 */
export type PanelKind = 'graph' | 'figure' | 'heatmap' | 'states' | 'table';

export interface PanelSpec {
  readonly kind: PanelKind;
  readonly title: string;
  /** Where the figure comes from and how to read it. */
  readonly description: string;
  /** A Grafana unit id; numbers without unit say `short`. */
  readonly unit: string;
  /** Of 24. */
  readonly width: number;
  readonly queries: readonly QuerySpec[];
  readonly levels?: readonly Level[];
  /** Colour below the first level. @defaultValue 'green' */
  readonly base?: Level['color'];
  readonly min?: number;
  readonly max?: number;
  readonly stacked?: boolean;
  /** Text of values that stand for states, `{ 0: 'down', 1: 'up' }`. */
  readonly texts?: Readonly<Record<number, string>>;
  /** Where no series at all is a good answer: what it means, shown instead of "No data". */
  readonly emptyMeans?: string;
  /** Leads from a series to the service dashboard of its `service` label. */
  readonly linksToService?: boolean;
}

export interface RowSpec {
  readonly title: string;
  readonly panels: readonly PanelSpec[];
}

/** A choice at the top of the dashboard that fills itself from Prometheus. */
export interface VariableSpec {
  readonly name: string;
  readonly label: string;
  /** `label_values(metric, label)`. */
  readonly query: string;
  /** Chosen at first; all where it is missing, which also allows several. */
  readonly initial?: string;
  /** Keeps only the values that match, a JavaScript regular expression with its slashes. */
  readonly keep?: string;
}

export interface DashboardSpec {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly variables: readonly VariableSpec[];
  readonly rows: readonly RowSpec[];
  /** Marks the times at which alerts fired: a selector of the `ALERTS` metric. */
  readonly alerts?: string;
}
