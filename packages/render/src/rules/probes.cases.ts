/** @see probes.ts */
import { type AlertCase, gauge, gaugeThen } from './testing/alert-case.ts';

const URL = 'https://api.localhost:8443/';
const probe = (metric: string, labels = `job="nines-probe",service="api",instance="${URL}"`): string =>
  `probe_${metric}{${labels}}`;

const DAY = 86_400;

export const PROBE_CASES: readonly AlertCase[] = [
  {
    alert: 'EndpointProbeFailed',
    service: 'api',
    fires: { [probe('success')]: gaugeThen(1, 12, 0) },
    at: '90s',
    labels: { job: 'nines-probe', instance: URL },
    summary: 'https://api.localhost:8443/ of api has failed every probe for more than 30 s',
    boundary: { [probe('success')]: '1x11 0x5 1x400' },
    quiet: { [probe('success')]: gaugeThen(0, 23, 1) }, // it starts
    noise: {
      [probe('success', 'job="nines-probe",service="theirs"')]: gauge(0),
      [probe('success', 'job="theirs",service="api"')]: gauge(0),
    },
  },
  {
    alert: 'EndpointProbeSlow',
    service: 'api',
    fires: { [probe('duration_seconds')]: gauge(1.05) },
    at: '1m',
    labels: { job: 'nines-probe', instance: URL },
    summary: 'Probes of https://api.localhost:8443/ take 1.05s; the threshold is 1 s',
    boundary: { [probe('duration_seconds')]: gauge(1) },
    quiet: { [probe('duration_seconds')]: gauge(0.01) },
    noise: {
      [probe('duration_seconds', 'job="nines-probe",service="theirs"')]: gauge(9),
      [probe('duration_seconds', 'job="theirs",service="api"')]: gauge(9),
    },
  },
  {
    alert: 'EndpointProbeSlow', // one slow probe among many is none
    service: 'api',
    fires: { [probe('duration_seconds')]: '0.1x11 2.1x400' },
    at: '145s',
    labels: { job: 'nines-probe', instance: URL },
    summary: 'Probes of https://api.localhost:8443/ take 2.1s; the threshold is 1 s',
    boundary: { [probe('duration_seconds')]: gaugeThen(2.1, 5, 0.1) },
    quiet: {},
  },
  {
    alert: 'ServedCertificateExpiring',
    fires: { [probe('ssl_earliest_cert_expiry')]: gauge(3 * DAY + 59) },
    at: '2m',
    labels: { job: 'nines-probe', instance: URL },
    summary:
      'The certificate that https://api.localhost:8443/ serves expires in 2d 23h 58m 59s; the threshold is 3 days',
    boundary: { [probe('ssl_earliest_cert_expiry')]: gauge(3 * DAY + 600) },
    quiet: { [probe('ssl_earliest_cert_expiry')]: gauge(90 * DAY) },
    noise: {
      [probe('ssl_earliest_cert_expiry', 'job="nines-probe",service="theirs"')]: gauge(DAY),
      [probe('ssl_earliest_cert_expiry', 'job="theirs",service="api"')]: gauge(DAY),
    },
  },
];
