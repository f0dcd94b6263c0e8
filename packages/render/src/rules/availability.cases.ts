/** @see availability.ts */
import { type AlertCase, gauge, gaugeThen, type Series } from './testing/alert-case.ts';

/** What was there for a minute and then no more, and what has never come: each with what is just not that. */
const LOSSES = [
  { values: gaugeThen(1, 12, 0), at: '75s', tooShort: '1x11 0x2 1x400' },
  { values: gauge(0), at: '135s', tooShort: gaugeThen(0, 23, 1) },
] as const;

type Facts = Pick<AlertCase, 'alert' | 'service' | 'labels' | 'summary' | 'quiet' | 'noise'>;

/** @param always what is there in each test besides `series` */
function losing(series: string, facts: Facts, always: Series = {}): readonly AlertCase[] {
  return LOSSES.map(({ values, at, tooShort }) => ({
    ...facts,
    at,
    fires: { ...always, [series]: values },
    boundary: { ...always, [series]: tooShort },
  }));
}

/** The server counts, and so did one before it: whose last figures are there for some minutes. */
const wanted = (service: string, replicas: number): Series => ({
  [`nines_service_replicas_desired{service="${service}",instance="of another time"}`]: gauge(0),
  [`nines_service_replicas_desired{service="${service}"}`]: gauge(replicas),
});

const isDown = (service: string): string => `No instance of ${service} has been reachable for more than 15 s`;

export const AVAILABILITY_CASES: readonly AlertCase[] = [
  ...losing(
    'up{job="api",instance="api-0"}',
    {
      alert: 'TargetDown',
      service: 'api',
      labels: { job: 'api', instance: 'api-0' },
      summary: 'api-0 of api has answered no scrape for more than 15 s',
      quiet: { 'up{job="api",instance="api-0"}': gauge(1) },
      noise: { 'up{job="theirs",instance="theirs-0"}': gauge(0) },
    },
    { 'up{job="api",instance="api-1"}': gauge(1) },
  ),
  ...losing('up{job="nines-alertmanager",instance="nines-alertmanager-0"}', {
    alert: 'TargetDown',
    service: 'nines-alertmanager',
    labels: { job: 'nines-alertmanager', instance: 'nines-alertmanager-0' },
    summary: 'nines-alertmanager-0 of nines-alertmanager has answered no scrape for more than 15 s',
    quiet: { 'up{job="nines-alertmanager",instance="nines-alertmanager-0"}': gauge(1) },
    noise: { 'up{job="nines-probe",instance="http://api"}': gauge(0) },
  }),
  ...losing('up{job="nines-postgres-exporter",service="postgres",instance="postgres-0"}', {
    alert: 'TargetDown',
    service: 'nines-postgres-exporter-postgres',
    labels: { job: 'nines-postgres-exporter', instance: 'postgres-0' },
    summary: 'postgres-0 of nines-postgres-exporter-postgres has answered no scrape for more than 15 s',
    quiet: { 'up{job="nines-postgres-exporter",service="postgres",instance="postgres-0"}': gauge(1) },
    noise: {
      'up{job="nines-postgres-exporter",service="theirs",instance="theirs-0"}': gauge(0),
      'up{job="theirs",service="postgres",instance="theirs-0"}': gauge(0),
    },
  }),
  ...losing(
    'up{job="api",instance="api-0"}',
    {
      alert: 'APIServiceDown',
      summary: isDown('api'),
      quiet: {}, // scaled to none
      noise: { 'up{job="theirs",instance="theirs-0"}': gauge(1) },
    },
    { 'up{job="api",instance="api-1"}': gauge(0) },
  ),
  ...losing(
    'mesh_endpoints{service="reports",state="ready"}',
    {
      alert: 'ReportsServiceDown',
      summary: isDown('reports'),
      quiet: { 'mesh_endpoints{service="reports",state="ready"}': gauge(0), ...wanted('reports', 0) },
      noise: {
        'mesh_endpoints{service="reports",state="unready"}': gauge(1),
        'mesh_endpoints{service="theirs",state="ready"}': gauge(1),
        ...wanted('theirs', 1),
      },
    },
    wanted('reports', 1),
  ),
  ...losing(
    'nines_service_replicas_ready{service="mailer"}',
    {
      alert: 'MailerServiceDown',
      summary: isDown('mailer'),
      quiet: { 'nines_service_replicas_ready{service="mailer"}': gauge(0), ...wanted('mailer', 0) },
      noise: { 'nines_service_replicas_ready{service="theirs"}': gauge(2), ...wanted('theirs', 2) },
    },
    wanted('mailer', 1),
  ),
  ...losing('pg_up{service="postgres",instance="postgres-0"}', {
    alert: 'PostgresServiceDown',
    summary: isDown('postgres'),
    quiet: { 'pg_up{service="postgres",instance="postgres-0"}': gauge(1), 'pg_up{service="postgres"}': gauge(0) },
    noise: { 'pg_up{service="theirs",instance="theirs-0"}': gauge(1) },
  }),
  {
    alert: 'ReplicasMissing',
    service: 'api',
    fires: {
      'nines_service_replicas_ready{service="api"}': gauge(1),
      'nines_service_replicas_ready{service="api",instance="of another time"}': gauge(0),
      ...wanted('api', 2),
    },
    at: '2m',
    summary: 'api has had fewer ready replicas than wanted for more than 2 min, now 1',
    boundary: { 'nines_service_replicas_ready{service="api"}': gaugeThen(1, 24, 2), ...wanted('api', 2) },
    quiet: { 'nines_service_replicas_ready{service="api"}': gauge(2), ...wanted('api', 2) },
    noise: { 'nines_service_replicas_ready{service="theirs"}': gauge(3), ...wanted('theirs', 9) },
  },
  {
    alert: 'Watchdog',
    fires: {},
    at: '0s',
    summary: 'Alerting works: this alert always fires',
  },
];
