/** @see availability.ts */
import { type AlertCase, gauge, gaugeThen } from './testing/alert-case.ts';

/** Up for a minute, then no more. */
const GONE = gaugeThen(1, 12, 0);
/** Away for a little less than it takes. */
const TOO_SHORT = '1x11 0x2 1x400';
/** Takes nearly two minutes to come for the first time. */
const STARTING = gaugeThen(0, 23, 1);

export const AVAILABILITY_CASES: readonly AlertCase[] = [
  {
    alert: 'TargetDown',
    service: 'api',
    fires: { 'up{job="api",instance="api-0"}': GONE, 'up{job="api",instance="api-1"}': gauge(1) },
    at: '75s',
    labels: { job: 'api', instance: 'api-0' },
    summary: 'api-0 of api has answered no scrape for more than 15 s',
    boundary: { 'up{job="api",instance="api-0"}': TOO_SHORT },
    quiet: { 'up{job="api",instance="api-0"}': gauge(1) },
    noise: { 'up{job="theirs",instance="theirs-0"}': gauge(0) },
  },
  {
    alert: 'TargetDown',
    service: 'nines-alertmanager',
    fires: { 'up{job="nines-alertmanager",instance="nines-alertmanager-0"}': GONE },
    at: '75s',
    labels: { job: 'nines-alertmanager', instance: 'nines-alertmanager-0' },
    summary: 'nines-alertmanager-0 of nines-alertmanager has answered no scrape for more than 15 s',
    boundary: { 'up{job="nines-alertmanager",instance="nines-alertmanager-0"}': TOO_SHORT },
    quiet: { 'up{job="nines-alertmanager",instance="nines-alertmanager-0"}': gauge(1) },
    noise: { 'up{job="nines-probe",instance="http://api"}': gauge(0) },
  },
  {
    alert: 'TargetDown',
    service: 'nines-postgres-exporter-postgres',
    fires: { 'up{job="nines-postgres-exporter",service="postgres",instance="postgres-0"}': GONE },
    at: '75s',
    labels: { job: 'nines-postgres-exporter', instance: 'postgres-0' },
    summary: 'postgres-0 of nines-postgres-exporter-postgres has answered no scrape for more than 15 s',
    boundary: { 'up{job="nines-postgres-exporter",service="postgres",instance="postgres-0"}': TOO_SHORT },
    quiet: { 'up{job="nines-postgres-exporter",service="postgres",instance="postgres-0"}': gauge(1) },
    noise: {
      'up{job="nines-postgres-exporter",service="theirs",instance="theirs-0"}': gauge(0),
      'up{job="theirs",service="postgres",instance="theirs-0"}': gauge(0),
    },
  },
  {
    alert: 'APIServiceDown',
    fires: { 'up{job="api",instance="api-0"}': GONE, 'up{job="api",instance="api-1"}': GONE },
    at: '75s',
    summary: 'No instance of api has been reachable for more than 15 s',
    boundary: { 'up{job="api",instance="api-0"}': TOO_SHORT, 'up{job="api",instance="api-1"}': gauge(0) },
    quiet: { 'up{job="api",instance="api-0"}': gauge(1), 'up{job="api",instance="api-1"}': gauge(0) },
    noise: { 'up{job="theirs",instance="theirs-0"}': gauge(0) },
  },
  {
    alert: 'APIServiceDown',
    fires: { 'up{job="api",instance="api-0"}': gauge(0) }, // it has never come
    at: '135s',
    summary: 'No instance of api has been reachable for more than 15 s',
    boundary: { 'up{job="api",instance="api-0"}': STARTING },
    quiet: {}, // scaled to none
    noise: { 'up{job="theirs",instance="theirs-0"}': gauge(1) },
  },
  {
    alert: 'ReportsServiceDown',
    fires: {
      'mesh_endpoints{job="mesh",service="reports",state="ready"}': GONE,
      'mesh_endpoints{job="mesh",service="reports",state="unready"}': gauge(1),
      'nines_service_replicas_desired{service="reports"}': gauge(1),
    },
    at: '75s',
    summary: 'No instance of reports has been reachable for more than 15 s',
    boundary: {
      'mesh_endpoints{job="mesh",service="reports",state="ready"}': TOO_SHORT,
      'nines_service_replicas_desired{service="reports"}': gauge(1),
    },
    quiet: {
      'mesh_endpoints{job="mesh",service="reports",state="ready"}': gauge(0),
      'nines_service_replicas_desired{service="reports"}': gauge(0),
    },
    noise: {
      'mesh_endpoints{job="mesh",service="theirs",state="ready"}': gauge(1),
      'nines_service_replicas_desired{service="theirs"}': gauge(1),
    },
  },
  {
    alert: 'MailerServiceDown',
    fires: {
      'nines_service_replicas_ready{service="mailer"}': GONE,
      'nines_service_replicas_desired{service="mailer"}': gauge(1),
    },
    at: '75s',
    summary: 'No instance of mailer has been reachable for more than 15 s',
    boundary: {
      'nines_service_replicas_ready{service="mailer"}': TOO_SHORT,
      'nines_service_replicas_desired{service="mailer"}': gauge(1),
    },
    quiet: {
      'nines_service_replicas_ready{service="mailer"}': gauge(0),
      'nines_service_replicas_desired{service="mailer"}': gauge(0),
    },
    noise: {
      'nines_service_replicas_ready{service="theirs"}': gauge(2),
      'nines_service_replicas_desired{service="theirs"}': gauge(2),
    },
  },
  {
    alert: 'PostgresServiceDown',
    fires: { 'pg_up{service="postgres",instance="postgres-0"}': GONE },
    at: '75s',
    summary: 'No instance of postgres has been reachable for more than 15 s',
    boundary: { 'pg_up{service="postgres",instance="postgres-0"}': TOO_SHORT },
    quiet: { 'pg_up{service="postgres",instance="postgres-0"}': gauge(1) },
    noise: { 'pg_up{service="theirs",instance="theirs-0"}': gauge(1) },
  },
  {
    alert: 'PostgresServiceDown',
    fires: { 'pg_up{service="postgres",instance="postgres-0"}': gauge(0) }, // it has never come
    at: '135s',
    summary: 'No instance of postgres has been reachable for more than 15 s',
    boundary: { 'pg_up{service="postgres",instance="postgres-0"}': STARTING },
    quiet: {},
  },
  {
    alert: 'TargetDown', // it has never come
    service: 'api',
    fires: { 'up{job="api",instance="api-0"}': gauge(0) },
    at: '135s',
    labels: { job: 'api', instance: 'api-0' },
    summary: 'api-0 of api has answered no scrape for more than 15 s',
    boundary: { 'up{job="api",instance="api-0"}': STARTING },
    quiet: {},
  },
  {
    alert: 'ReplicasMissing',
    service: 'api',
    fires: {
      'nines_service_replicas_ready{service="api"}': gauge(1),
      'nines_service_replicas_desired{service="api"}': gauge(2),
    },
    at: '2m',
    summary: 'api has had fewer ready replicas than wanted for more than 2 min, now 1',
    boundary: {
      'nines_service_replicas_ready{service="api"}': gaugeThen(1, 24, 2),
      'nines_service_replicas_desired{service="api"}': gauge(2),
    },
    quiet: {
      'nines_service_replicas_ready{service="api"}': gauge(2),
      'nines_service_replicas_desired{service="api"}': gauge(2),
    },
    noise: {
      'nines_service_replicas_ready{service="theirs"}': gauge(3),
      'nines_service_replicas_desired{service="theirs"}': gauge(9),
    },
  },
  {
    alert: 'Watchdog',
    fires: {},
    at: '0s',
    summary: 'Alerting works: this alert always fires',
  },
];
