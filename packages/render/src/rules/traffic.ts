/**
 * Latency, traffic and errors of every service, as the mesh measures them: nothing is asked of the service itself.
 *
 * A window of 30 s and `for: 45s`: an alert needs more than a quarter of a minute of trouble, so that a restart or the
 * first requests of a cold instance do not make one, and is told within a minute.
 *
 * @see Beyer et al., "Site Reliability Engineering", chapter 6, "The Four Golden Signals"
 */
import type { Catalog, Service } from '@nines/catalog';
import type { RecordingRule } from '@nines/kernel';
import { type Alert, aboutService, type RuleSet } from './alert.ts';
import { percent, rounded, VALUE } from './figures.ts';

/** Probes say nothing about what anyone feels. Declared load does: only the request rate leaves it out. */
const FELT = 'kind!="probe"';

const HOLDS_FOR = '45s';

/** Fewer requests a second than this make no percentile. */
const FEWEST_REQUESTS = 0.5;

/** Three in the window: fewer errors than this are no ratio. */
const FEWEST_ERRORS = 0.1;

/** Users' requests a second, every minute of an hour, whose sudden end is no accident of the night. */
const STEADY_TRAFFIC = 1;

const RECORDS: readonly RecordingRule[] = [
  {
    record: 'service:requests:rate30s',
    expr: `sum by (service) (rate(mesh_requests_total{${FELT}}[30s]))`,
  },
  {
    record: 'service:request_errors:rate30s',
    expr: `sum by (service) (rate(mesh_requests_total{${FELT},status_class="5xx"}[30s]))`,
  },
  {
    record: 'service:request_duration_seconds:p95_rate30s',
    expr: `histogram_quantile(0.95, sum by (service, le) (rate(mesh_request_duration_seconds_bucket{${FELT}}[30s])))`,
  },
  {
    record: 'service:user_requests:rate15s',
    expr: 'sum by (service) (rate(mesh_requests_total{kind="user"}[15s]))',
  },
  {
    record: 'service:user_requests:rate5m',
    expr: 'sum by (service) (rate(mesh_requests_total{kind="user"}[5m]))',
  },
];

export function trafficRules({ services }: Catalog): RuleSet {
  const served = services.filter(({ port, protocol }) => port !== undefined && protocol === 'http');
  const alerts = served.flatMap((service) => [
    latencyHigh(service),
    errorRatioHigh(service),
    trafficVanished(service),
    ...highRequestRate(service),
  ]);
  return { name: 'traffic', records: RECORDS, alerts };
}

/** The border of the histogram that is the threshold answers exactly; between borders it is an estimate. */
function latencyHigh(service: Service): Alert {
  const { latencyMs } = service.alerts;
  return {
    alert: 'LatencyHigh',
    severity: 'warning',
    about: aboutService(service),
    expr:
      `service:request_duration_seconds:p95_rate30s{service="${service.name}"} > ${rounded(latencyMs / 1_000)}` +
      ` and service:requests:rate30s > ${FEWEST_REQUESTS}`,
    for: HOLDS_FOR,
    summary: `5 % of the requests to ${service.name} take longer than ${VALUE.duration}; the limit is ${latencyMs} ms`,
    description: 'Users wait. Measured by the mesh from the request head to the last byte, over 30 s.',
  };
}

function errorRatioHigh(service: Service): Alert {
  const { errorRatio } = service.alerts;
  return {
    alert: 'ErrorRatioHigh',
    severity: 'warning',
    about: aboutService(service),
    expr:
      `service:request_errors:rate30s{service="${service.name}"} / service:requests:rate30s > ${errorRatio}` +
      ` and service:request_errors:rate30s > ${FEWEST_ERRORS}`,
    for: HOLDS_FOR,
    summary: `${VALUE.percent} of the requests to ${service.name} fail; the limit is ${percent(errorRatio)}`,
    description: 'Answers with a status of 500 or more, and answers that broke off, over 30 s.',
  };
}

/** For 30 s exactly as the threshold is stated; the window is short because the mesh is asked every second. */
function highRequestRate(service: Service): readonly Alert[] {
  const { requestRatePerSecond: limit } = service.alerts;
  if (limit === undefined) return [];
  return [
    {
      alert: 'HighRequestRate',
      severity: 'warning',
      about: aboutService(service),
      expr: `service:user_requests:rate15s{service="${service.name}"} > ${limit}`,
      for: '30s',
      summary: `Users ask ${service.name} for ${VALUE.number} requests a second; the limit is ${limit}`,
      description: 'For more than 30 s. Probes, scrapes, drills and declared load are not counted.',
    },
  ];
}

function trafficVanished(service: Service): Alert {
  const rate = 'service:user_requests:rate5m';
  return {
    alert: 'TrafficVanished',
    severity: 'warning',
    about: aboutService(service),
    expr:
      `${rate}{service="${service.name}"} == 0 and min_over_time(${rate}[1h] offset 10m) > ${STEADY_TRAFFIC}` +
      ` and ${rate} offset 70m > ${STEADY_TRAFFIC}`, // an hour of it was seen, not just its end
    for: '1m',
    summary: `No user has asked ${service.name} for anything for more than 5 min`,
    description: 'For an hour before there was more than a request every second: they no longer reach it.',
  };
}
