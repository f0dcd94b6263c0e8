/**
 * Deviation from the same hour of other days. Off by default: it needs traffic with a daily shape.
 *
 * The baseline is the median of yesterday, the day before, and the same day of last week, as far as they were seen: one
 * bad day does not become the measure, and weekends are like weekends.
 */
import type { Catalog, Service } from '@nines/catalog';
import type { RecordingRule } from '@nines/kernel';
import { type Alert, aboutService, type RuleSet } from './alert.ts';
import { VALUE } from './figures.ts';

const DAYS = [1, 2, 7] as const;

const HOLDS_FOR = '10m';

/** Below this many requests a second an hour's count says little. */
const FEWEST_REQUESTS = 0.5;

interface Signal {
  readonly alert: string;
  /** Recorded over an hour; its baseline is the hour around the same time of day. */
  readonly hourly: RecordingRule;
  /** The same over the last quarter of an hour. */
  readonly recent: RecordingRule;
  readonly comparison: string;
  readonly summary: (service: string) => string;
  readonly description: string;
}

const requestRate = (window: string): string => `sum by (service) (rate(mesh_requests_total{kind="user"}[${window}]))`;

const latency = (window: string): string =>
  `histogram_quantile(0.95, sum by (service, le) (rate(mesh_request_duration_seconds_bucket{kind="user"}[${window}])))`;

const REQUESTS = {
  hourly: { record: 'service:user_requests:rate1h', expr: requestRate('1h') },
  recent: { record: 'service:user_requests:rate15m', expr: requestRate('15m') },
};

const LATENCY = {
  hourly: { record: 'service:user_request_duration_seconds:p95_rate1h', expr: latency('1h') },
  recent: { record: 'service:user_request_duration_seconds:p95_rate15m', expr: latency('15m') },
};

const SIGNALS: readonly Signal[] = [
  {
    alert: 'TrafficBelowBaseline',
    ...REQUESTS,
    comparison: '< 0.5',
    summary: (service) => `${service} gets ${VALUE.percent} of the requests usual at this hour; the limit is 50 %`,
    description: 'Users do not come, or do not get through. Measured over 15 min against the same hour of other days.',
  },
  {
    alert: 'TrafficAboveBaseline',
    ...REQUESTS,
    comparison: '> 3',
    summary: (service) => `${service} gets ${VALUE.number} times the requests usual at this hour; the limit is 3`,
    description: 'A success, a loop, or an attack. Measured over 15 min against the same hour of other days.',
  },
  {
    alert: 'LatencyAboveBaseline',
    ...LATENCY,
    comparison: '> 2',
    summary: (service) => `${service} is ${VALUE.number} times as slow as usual at this hour; the limit is 2`,
    description: 'The 95th percentile over 15 min against the same hour of other days.',
  },
];

export function baselineRules({ services }: Catalog): RuleSet {
  const watched = services.filter(
    ({ alerts, port, protocol }) => alerts.baseline && port !== undefined && protocol === 'http',
  );
  if (watched.length === 0) return { name: 'baseline', records: [], alerts: [] };
  const measured = [REQUESTS, LATENCY];
  const records = measured.flatMap(({ hourly, recent }) => [hourly, recent, baseline(hourly.record)]);
  const alerts = watched.flatMap((service) => SIGNALS.map((signal) => deviation(signal, service)));
  return { name: 'baseline', records, alerts };
}

function baselineName(hourly: string): string {
  return hourly.replace(/:(\w+)$/, ':$1_baseline');
}

/** The hour from half an hour before this time of day to half an hour after it, on each day: recorded 30 min later. */
function baseline(hourly: string): RecordingRule {
  const days = DAYS.map((day) => {
    const offset = `${day * 24 * 60 - 30}m`;
    return `label_replace(${hourly} offset ${offset}, "day", "${day}", "", "")`;
  });
  return { record: baselineName(hourly), expr: `quantile by (service) (0.5, ${days.join(' or ')})` };
}

function deviation(signal: Signal, service: Service): Alert {
  const of = `{service="${service.name}"}`;
  return {
    alert: signal.alert,
    severity: 'warning',
    about: aboutService(service),
    expr:
      `${signal.recent.record}${of} / ${baselineName(signal.hourly.record)} ${signal.comparison}` +
      ` and ${baselineName(REQUESTS.hourly.record)}${of} > ${FEWEST_REQUESTS}`,
    for: HOLDS_FOR,
    summary: signal.summary(service.name),
    description: signal.description,
    runbook: 'BaselineDeviation',
  };
}
