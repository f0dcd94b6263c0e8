/** An objective as an SLO of OpenSLO. */
import type { CalendarUnit, Count, Indicator, Objective } from '../../objective/objective.ts';
import { targetRatio } from '../../objective/target.ts';
import { readCount } from '../../promql/read-count.ts';
import { fillWindow } from '../../promql/window.ts';
import { isLabelName, labelFault } from '../labels.ts';
import { shorthandText } from './durations.ts';
import { writeExtension } from './extension.ts';
import type { Extension } from './extension.ts';
import { API_VERSION } from './metadata-schema.ts';
import { isExact, policyNames } from './write-alerts.ts';
import type { OpenSloObject } from './write-alerts.ts';

/** @see OpenSLO specification v1, "General Schema" */
const OPENSLO_KEY = /^[a-zA-Z0-9](?:[-._a-zA-Z0-9]{0,61}[a-zA-Z0-9])?$/;
const MAX_DESCRIPTION = 1_050;

/** A Monday, and the first of a year: periods of all units begin there. */
const START = '2024-01-01 00:00:00';

const CALENDAR: Readonly<Record<CalendarUnit, string>> = {
  day: '1d',
  week: '1w',
  month: '1M',
  quarter: '1Q',
  year: '1Y',
};

const METHODS = {
  occurrences: 'Occurrences',
  timeslices: 'Timeslices',
  'ratio-timeslices': 'RatioTimeslices',
} as const;

/** What the objects are called. */
export interface ObjectNames {
  readonly name: string;
  readonly service: string;
}

export function sloObject(objective: Objective, { name, service }: ObjectNames): OpenSloObject {
  const { description, indicator, period, budgeting, alerting } = objective;
  const labels = split(objective.labels, (key) => OPENSLO_KEY.test(key) && labelFault(key) === undefined);
  const annotations = split(objective.annotations, (key) => OPENSLO_KEY.test(key) && isLabelName(key));
  const shortened = description === undefined ? undefined : shorten(description);
  const window = period.kind === 'rolling' ? shorthandText(period.lengthMs) : CALENDAR[period.unit];
  const slice = budgeting.method === 'occurrences' ? undefined : shorthandText(budgeting.sliceMs);
  const extension = writeExtension({
    name: objective.name === name ? undefined : objective.name,
    service: objective.service === service ? undefined : objective.service,
    description: shortened === description ? undefined : description,
    burnAlerts: alerting,
    noDataAlert: alerting.noData,
    operator: indicator.kind === 'condition' && indicator.operator === 'eq' ? 'eq' : undefined,
    periodMs: period.kind === 'calendar' || isExact(window, period.lengthMs) ? undefined : period.lengthMs,
    sliceMs:
      budgeting.method === 'occurrences' || slice === undefined || isExact(slice, budgeting.sliceMs)
        ? undefined
        : budgeting.sliceMs,
    counts: countForms(indicator),
    labels: labels.others,
    annotations: annotations.others,
  });
  const policies = policyNames(objective);
  return {
    apiVersion: API_VERSION,
    kind: 'SLO',
    metadata: {
      name,
      ...(labels.expressible !== undefined && { labels: labels.expressible }),
      annotations: { ...annotations.expressible, ...extension },
    },
    spec: {
      ...(shortened !== undefined && { description: shortened }),
      service,
      indicator: { metadata: { name }, spec: sliSpec(indicator) },
      timeWindow: [
        period.kind === 'rolling'
          ? { duration: window, isRolling: true }
          : { duration: window, isRolling: false, calendar: { startTime: START, timeZone: period.timezone } },
      ],
      budgetingMethod: METHODS[budgeting.method],
      objectives: [
        {
          ...(indicator.kind === 'condition' && { op: operatorOf(indicator), value: indicator.value }),
          target: targetRatio(objective.target),
          ...(budgeting.method === 'timeslices' && { timeSliceTarget: budgeting.sliceTarget }),
          ...(slice !== undefined && { timeSliceWindow: slice }),
        },
      ],
      ...(policies.length > 0 && { alertPolicies: policies.map((alertPolicyRef) => ({ alertPolicyRef })) }),
    },
  };
}

/** For figures that are 0 or 1, as most of which are to be equal to something, it is the same. */
function operatorOf({ operator }: Indicator & { readonly kind: 'condition' }): string {
  return operator === 'eq' ? 'gte' : operator;
}

function sliSpec(indicator: Indicator): object {
  switch (indicator.kind) {
    case 'condition':
      return { thresholdMetric: metric(indicator.metric) };
    case 'share':
      return {
        ratioMetric: { rawType: indicator.part === 'good' ? 'success' : 'failure', raw: metric(indicator.metric) },
      };
    case 'events': {
      const { total, part, count } = indicator;
      const counter = areCounters(indicator);
      return { ratioMetric: { counter, [part]: metric(queryOf(count)), total: metric(queryOf(total)) } };
    }
  }
}

function metric(query: string): object {
  return { metricSource: { type: 'Prometheus', spec: { query } } };
}

/** As Sloth writes the length of ranges, for others to understand. */
function queryOf({ promql }: Count): string {
  return fillWindow(promql, '{{.window}}');
}

function areCounters({ total, count }: Indicator & { readonly kind: 'events' }): boolean {
  return total.form === 'counters' && count.form === 'counters';
}

/** Undefined where whoever reads the queries comes to the same counts by himself. */
function countForms(indicator: Indicator): Extension['counts'] {
  if (indicator.kind !== 'events') return undefined;
  const counter = areCounters(indicator);
  const { total, count } = indicator;
  const same = [total, count].every((each) => {
    const read = readCount(queryOf(each), { counter }).count;
    return read.form === each.form && read.promql === each.promql;
  });
  return same ? undefined : { total: total.form, part: count.form };
}

type Texts = Readonly<Record<string, string>>;

function split(
  texts: Texts,
  isExpressible: (key: string) => boolean,
): { readonly expressible: Texts | undefined; readonly others: Texts | undefined } {
  const entries = Object.entries(texts);
  const some = (chosen: [string, string][]): Texts | undefined =>
    chosen.length === 0 ? undefined : Object.fromEntries(chosen);
  return {
    expressible: some(entries.filter(([key]) => isExpressible(key))),
    others: some(entries.filter(([key]) => !isExpressible(key))),
  };
}

function shorten(description: string): string {
  const characters = Array.from(description);
  return characters.length > MAX_DESCRIPTION ? `${characters.slice(0, MAX_DESCRIPTION - 1).join('')}…` : description;
}
