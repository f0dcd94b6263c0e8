/** @see baseline.ts */
import type { AlertCase, Series } from './testing/alert-case.ts';

const user = 'service="api",kind="user"';

/** Three days in samples 5 min apart. */
const THREE_DAYS = 864;

/**
 * Requests over three days, and what came after.
 *
 * @param slow what of every 100 usual requests takes between 0.2 and 1 s, after them
 */
function days(usualPerSample: number, nowPerSample: number, slow = 0): Series {
  const before = usualPerSample * THREE_DAYS;
  const history = (share: number): string => `0+${usualPerSample * share}x${THREE_DAYS}`;
  const last = (share: number, lastShare: number): string =>
    `${before * share + nowPerSample * lastShare}+${nowPerSample * lastShare}x200`;
  const series = (share: number, lastShare = share): string => `${history(share)} ${last(share, lastShare)}`;
  return {
    [`mesh_requests_total{${user},status_class="2xx"}`]: series(1),
    [`mesh_request_duration_seconds_bucket{${user},le="0.1"}`]: series(1, 1 - slow),
    [`mesh_request_duration_seconds_bucket{${user},le="0.2"}`]: series(1, 1 - slow / 2),
    [`mesh_request_duration_seconds_bucket{${user},le="+Inf"}`]: series(1),
  };
}

const OTHERS: Series = {
  'mesh_requests_total{service="api",kind="probe",status_class="2xx"}': '0+9000x1100',
  'mesh_request_duration_seconds_bucket{service="api",kind="probe",le="0.1"}': '0+9000x1100',
  'mesh_request_duration_seconds_bucket{service="api",kind="probe",le="0.2"}': '0+9000x1100',
  'mesh_request_duration_seconds_bucket{service="api",kind="probe",le="+Inf"}': '0+9000x1100',
};

export const BASELINE_CASES: readonly AlertCase[] = [
  {
    alert: 'TrafficBelowBaseline',
    interval: '5m',
    fires: days(3_000, 1_490),
    at: '4345m',
    summary: 'api gets 49.67% of the requests usual at this hour; the limit is 50 %',
    boundary: days(3_000, 1_500),
    quiet: days(150, 1), // too few for an hour's count to say much
    noise: OTHERS,
  },
  {
    alert: 'TrafficAboveBaseline',
    interval: '5m',
    fires: days(300, 906),
    at: '4345m',
    summary: 'api gets 3.02 times the requests usual at this hour; the limit is 3',
    boundary: days(300, 900),
    quiet: days(150, 900),
    noise: OTHERS,
  },
  {
    alert: 'LatencyAboveBaseline',
    interval: '5m',
    fires: days(3_000, 3_000, 0.095),
    at: '4345m',
    summary: 'api is 2.05 times as slow as usual at this hour; the limit is 2',
    boundary: days(3_000, 3_000, 0.09),
    quiet: days(3_000, 3_000),
    noise: OTHERS,
  },
];
