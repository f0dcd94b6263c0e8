/** @see baseline.ts */
import type { AlertCase, Series } from './testing/alert-case.ts';

const user = 'service="api",kind="user"';

/** Three days in samples 15 min apart. */
const THREE_DAYS = 288;

/**
 * Requests over three days, and what came after.
 *
 * @param slow share of the requests after them that takes longer than 0.1 s, half of it longer than 0.2 s
 */
function days(usualPerSample: number, nowPerSample: number, slow = 0): Series {
  const before = usualPerSample * THREE_DAYS;
  const history = (share: number): string => `0+${usualPerSample * share}x${THREE_DAYS}`;
  const last = (share: number, lastShare: number): string =>
    `${before * share + nowPerSample * lastShare}+${nowPerSample * lastShare}x100`;
  const series = (share: number, lastShare = share): string => `${history(share)} ${last(share, lastShare)}`;
  return {
    [`mesh_requests_total{${user},status_class="2xx"}`]: series(1),
    [`mesh_request_duration_seconds_bucket{${user},le="0.1"}`]: series(1, 1 - slow),
    [`mesh_request_duration_seconds_bucket{${user},le="0.2"}`]: series(1, 1 - slow / 2),
    [`mesh_request_duration_seconds_bucket{${user},le="+Inf"}`]: series(1),
  };
}

/** A week in which no day is like the other: 900 requests a quarter of an hour are the median of days 1, 2 and 7 ago. */
function unevenWeek(nowPerSample: number): Series {
  const daily = [900, 450, 450, 2_700, 450, 450, 1_800];
  const pieces = [...daily.map((perSample) => ({ perSample, samples: 96 })), { perSample: 900, samples: 48 }];
  let count = 0;
  const history = pieces.map(({ perSample, samples }) => {
    const piece = `${count}+${perSample}x${samples - 1}`;
    count += perSample * samples;
    return piece;
  });
  return { [`mesh_requests_total{${user},status_class="2xx"}`]: `${history.join(' ')} ${count}+${nowPerSample}x100` };
}

const OTHERS: Series = {
  'mesh_requests_total{service="api",kind="probe",status_class="2xx"}': '0+9000x400',
  'mesh_request_duration_seconds_bucket{service="api",kind="probe",le="0.1"}': '0+9000x400',
  'mesh_request_duration_seconds_bucket{service="api",kind="probe",le="0.2"}': '0+9000x400',
  'mesh_request_duration_seconds_bucket{service="api",kind="probe",le="+Inf"}': '0+9000x400',
};

export const BASELINE_CASES: readonly AlertCase[] = [
  {
    alert: 'TrafficBelowBaseline',
    interval: '15m',
    fires: days(9_000, 4_470),
    at: '4350m',
    summary: 'api gets 49.67% of the requests usual at this hour; the limit is 50 %',
    boundary: days(9_000, 4_500),
    quiet: days(450, 3), // too few for an hour's count to say much
    noise: OTHERS,
  },
  {
    alert: 'TrafficAboveBaseline',
    interval: '15m',
    fires: days(900, 2_718),
    at: '4350m',
    summary: 'api gets 3.02 times the requests usual at this hour; the limit is 3',
    boundary: days(900, 2_700),
    quiet: days(450, 2_700),
    noise: OTHERS,
  },
  {
    alert: 'TrafficAboveBaseline',
    interval: '15m',
    fires: unevenWeek(2_718),
    at: '10830m',
    summary: 'api gets 3.02 times the requests usual at this hour; the limit is 3',
    boundary: unevenWeek(2_700),
    quiet: {},
  },
  {
    alert: 'LatencyAboveBaseline',
    interval: '15m',
    fires: days(9_000, 9_000, 0.095),
    at: '4350m',
    summary: 'api is 2.05 times as slow as usual at this hour; the limit is 2',
    boundary: days(9_000, 9_000, 0.09),
    quiet: days(9_000, 9_000),
    noise: OTHERS,
  },
];
