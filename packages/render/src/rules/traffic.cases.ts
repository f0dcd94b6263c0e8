/** @see traffic.ts */
import { type AlertCase, counter, gauge, type Series } from './testing/alert-case.ts';

const requests = (labels: string, consumer = 'ingress'): string =>
  `mesh_requests_total{consumer="${consumer}",service="api",${labels}}`;

const bucket = (le: string, labels = 'service="api",kind="user"'): string =>
  `mesh_request_duration_seconds_bucket{consumer="ingress",${labels},le="${le}"}`;

/** @param slowerPerSecond requests a second that take between 0.2 and 0.3 s, of 20 */
function latencies(slowerPerSecond: number): Series {
  return {
    [bucket('0.1')]: counter(10),
    [bucket('0.2')]: counter(20 - slowerPerSecond),
    [bucket('0.3')]: counter(20),
    [bucket('+Inf')]: counter(20),
    [requests('kind="user",status_class="2xx"')]: counter(20),
  };
}

/** Probes, other services and declared load: what an alert about users of `api` must not count. */
const OTHERS: Series = {
  [requests('kind="probe",status_class="5xx"')]: counter(40),
  [bucket('0.2', 'service="api",kind="probe"')]: counter(0),
  [bucket('0.3', 'service="api",kind="probe"')]: counter(100),
  [bucket('+Inf', 'service="api",kind="probe"')]: counter(100),
  'mesh_requests_total{consumer="api",service="theirs",kind="user",status_class="5xx"}': counter(40),
};

export const TRAFFIC_CASES: readonly AlertCase[] = [
  {
    alert: 'LatencyHigh',
    service: 'api',
    fires: latencies(1.05),
    at: '50s',
    summary: '5 % of the requests to api take longer than 204.8ms; the limit is 200 ms',
    boundary: latencies(1),
    quiet: latencies(0),
    noise: OTHERS,
  },
  {
    alert: 'LatencyHigh', // too few requests to have a percentile
    service: 'api',
    fires: { ...latencies(20), [requests('kind="user",status_class="2xx"')]: counter(0.525) },
    at: '75s',
    summary: '5 % of the requests to api take longer than 290ms; the limit is 200 ms',
    boundary: { ...latencies(20), [requests('kind="user",status_class="2xx"')]: counter(0.5) },
    quiet: { ...latencies(20), [requests('kind="user",status_class="2xx"')]: counter(0) },
    noise: OTHERS,
  },
  {
    alert: 'ErrorRatioHigh',
    service: 'api',
    fires: {
      [requests('kind="user",status_class="5xx"')]: counter(0.55),
      [requests('kind="declared",status_class="5xx"')]: counter(0.5),
      [requests('kind="user",status_class="2xx"')]: counter(98.95),
    },
    at: '50s',
    summary: '1.05% of the requests to api fail; the limit is 1 %',
    boundary: {
      [requests('kind="user",status_class="5xx"')]: counter(1),
      [requests('kind="user",status_class="2xx"')]: counter(99),
    },
    quiet: {
      [requests('kind="user",status_class="5xx"')]: counter(0),
      [requests('kind="user",status_class="2xx"')]: counter(100),
    },
    noise: OTHERS,
  },
  {
    alert: 'ErrorRatioHigh', // too few errors to make a ratio
    service: 'api',
    fires: { [requests('kind="declared",status_class="5xx"')]: counter(0.105) },
    at: '75s',
    summary: '100% of the requests to api fail; the limit is 1 %',
    boundary: { [requests('kind="user",status_class="5xx"')]: counter(0.1) },
    quiet: {},
    noise: OTHERS,
  },
  {
    alert: 'HighRequestRate',
    fires: {
      [requests('kind="user",status_class="2xx"')]: counter(2.6),
      [requests('kind="user",status_class="2xx"', 'portal')]: counter(2.6),
    },
    at: '45s',
    summary: 'Users ask api for 5.2 requests a second; the limit is 5',
    boundary: { [requests('kind="user",status_class="2xx"')]: counter(5) },
    quiet: { [requests('kind="user",status_class="2xx"')]: counter(1) },
    noise: { ...OTHERS, [requests('kind="declared",status_class="2xx"')]: counter(400) },
  },
  {
    alert: 'HighRequestRate', // for 30 s, not less
    fires: { [requests('kind="user",status_class="2xx"')]: '0+30x9 270x400' },
    at: '45s',
    summary: 'Users ask api for 6 requests a second; the limit is 5',
    boundary: { [requests('kind="user",status_class="2xx"')]: '0+30x8 240x400' },
    quiet: {},
  },
  {
    alert: 'TrafficVanished',
    service: 'api',
    fires: { [requests('kind="user",status_class="2xx"')]: '0+5.25x900 4725x1100' },
    at: '81m',
    summary: 'No user has asked api for anything for more than 5 min',
    boundary: { [requests('kind="user",status_class="2xx"')]: '0+5x900 4500x1100' },
    quiet: { [requests('kind="user",status_class="2xx"')]: '0+5.25x2000' },
    noise: {
      'mesh_requests_total{service="theirs",kind="user",status_class="2xx"}': gauge(9),
      [requests('kind="declared",status_class="2xx"')]: '0+50x2000',
      [requests('kind="probe",status_class="2xx"')]: '0+5x2000',
    },
  },
  {
    alert: 'TrafficVanished', // it comes and goes all the time
    service: 'api',
    fires: {
      [requests('kind="user",status_class="2xx"')]: '0+2.625x900 2362.5x1100',
      [requests('kind="user",status_class="2xx"', 'portal')]: '0+2.625x900 2362.5x1100',
    },
    at: '81m',
    summary: 'No user has asked api for anything for more than 5 min',
    boundary: { [requests('kind="user",status_class="2xx"')]: '0+50x399 20000x99 20000+50x399 40000x1100' },
    quiet: { [requests('kind="user",status_class="2xx"')]: '0x700 0+50x300 15000x1100' }, // a load test of 25 minutes
  },
];
