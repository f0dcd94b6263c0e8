/**
 * PostgreSQL, as prometheus-postgres-exporter 0.11 shows it (looked at with PostgreSQL 18: `pg_up` stays and becomes 0
 * when the server is gone, a scrape then takes a second; the collector `bgwriter` fails on 17 and later, whose columns
 * it does not know, and is not asked about).
 */
import type { Catalog, EngineSpec, Service } from '@nines/catalog';
import { formatSize } from '@nines/kernel';
import { postgresExporter } from '../workloads.ts';
import { type Alert, aboutPlatform, aboutService, type AlertSubject, type RuleSet } from './alert.ts';
import { percent, VALUE } from './figures.ts';

const CONNECTIONS_RATIO = 0.8;
const STORAGE_RATIO = 0.9;
const CACHE_HIT_RATIO = 0.9;
/** Blocks a second from outside the cache, below which a low ratio costs nothing. */
const FEWEST_READS = 100;
const ROLLBACK_RATIO = 0.1;
/** A second. */
const FEWEST_ROLLBACKS = 0.5;
/** Seconds. Longer than any request has patience, and vacuum waits for it. */
const IDLE_IN_TRANSACTION = 120;
/** Seconds. Longer than a migration or a backup of a small database takes. */
const LONG_TRANSACTION = 900;
/** Seconds; 0.03 s is usual. */
const SLOW_SCRAPE = 0.5;

type Facts = Pick<Alert, 'alert' | 'expr' | 'summary' | 'description'> &
  Partial<Pick<Alert, 'severity' | 'for' | 'about'>>;

export function postgresRules({ services }: Catalog): RuleSet {
  const alerts = services.flatMap((service) => {
    if (service.engine === undefined) return [];
    const about = aboutService(service, 'database');
    const exporter = aboutPlatform(postgresExporter(service.name), 'database');
    return [
      ...capacity(service, service.engine),
      ...transactions(service),
      ...work(service),
      ...exporterTroubles(service, exporter),
    ].map((facts): Alert => ({ severity: 'warning', about, ...facts }));
  });
  return { name: 'postgres', records: [], alerts };
}

function capacity({ name }: Service, { storageBytes }: EngineSpec): readonly Facts[] {
  const of = `{service="${name}"}`;
  return [
    {
      alert: 'PostgresConnectionsNearMax',
      expr:
        `sum by (instance) (pg_stat_activity_count${of})` +
        ' / on (instance) (pg_settings_max_connections - pg_settings_superuser_reserved_connections)' +
        ` > ${CONNECTIONS_RATIO}`,
      for: '1m',
      summary: `${VALUE.percent} of the connections of ${name} are taken; the threshold is ${percent(CONNECTIONS_RATIO)}`,
      description:
        'At 100 % further clients are refused. Connections that the superuser keeps for itself do not count.',
    },
    {
      alert: 'PostgresStorageNearlyUsed',
      expr: `sum(pg_database_size_bytes${of}) / ${storageBytes} > ${STORAGE_RATIO}`,
      for: '5m',
      summary:
        `The databases of ${name} take ${VALUE.percent} of the ${formatSize(storageBytes)} they were given; ` +
        `the threshold is ${percent(STORAGE_RATIO)}`,
      description: 'The size in nines.yaml is what capacity and backups are planned with.',
    },
    {
      alert: 'PostgresChecksumFailures',
      severity: 'critical',
      expr: `increase(pg_stat_database_checksum_failures${of}[15m]) > 0`,
      summary: `${VALUE.number} pages of database {{ $labels.datname }} of ${name} failed their checksum within 15 min`,
      description: 'Data on disk is not what was written. Every hour of waiting makes more backups of damaged data.',
    },
  ];
}

function transactions({ name }: Service): readonly Facts[] {
  const longest = (states: string): string =>
    `max by (datname) (pg_stat_activity_max_tx_duration{service="${name}",${states}})`;
  return [
    {
      alert: 'PostgresIdleInTransaction',
      expr: `${longest('state=~"idle in transaction.*"')} > ${IDLE_IN_TRANSACTION}`,
      for: '30s',
      summary:
        `A client of {{ $labels.datname }} (${name}) has left its transaction open for ${VALUE.duration}; ` +
        `the threshold is ${IDLE_IN_TRANSACTION} s`,
      description: 'It does nothing, holds its locks, and keeps vacuum from removing old rows.',
    },
    {
      alert: 'PostgresLongTransaction',
      expr: `${longest('state="active"')} > ${LONG_TRANSACTION}`,
      for: '30s',
      summary:
        `A transaction in {{ $labels.datname }} (${name}) has been working for ${VALUE.duration}; ` +
        `the threshold is ${LONG_TRANSACTION / 60} min`,
      description: 'It may hold locks that others wait for, and keeps vacuum from removing old rows.',
    },
    {
      // A single one is told apart from two in spite of extrapolation: `increase` is rarely a whole number.
      alert: 'PostgresDeadlocks',
      expr: `increase(pg_stat_database_deadlocks{service="${name}"}[5m]) > 1.5`,
      summary: `${VALUE.number} deadlocks in {{ $labels.datname }} (${name}) within 5 min; the threshold is 2`,
      description: 'Transactions take the same locks in different orders. Each time one of them is rolled back.',
    },
  ];
}

function work({ name }: Service): readonly Facts[] {
  // Templates and what belongs to no database are left out once; the rest is matched by its labels.
  const own = `{service="${name}",datname!~"template.*|"}`;
  const rate = (event: string, window: string, of = ''): string => `rate(pg_stat_database_${event}${of}[${window}])`;
  const hits = rate('blks_hit', '5m', own);
  const reads = rate('blks_read', '5m');
  const rollbacks = rate('xact_rollback', '1m');
  return [
    {
      alert: 'PostgresCacheHitRatioLow',
      expr: `${hits} / (${rate('blks_hit', '5m')} + ${reads}) < ${CACHE_HIT_RATIO} and ${reads} > ${FEWEST_READS}`,
      for: '10m',
      summary:
        `Only ${VALUE.percent} of the blocks that {{ $labels.datname }} (${name}) needs are in its cache; ` +
        `the threshold is ${percent(CACHE_HIT_RATIO)}`,
      description: 'The rest is read from the system or the disk: queries without an index, or too little memory.',
    },
    {
      alert: 'PostgresRollbackRatioHigh',
      expr:
        `${rate('xact_rollback', '1m', own)} / (${rollbacks} + ${rate('xact_commit', '1m')}) > ${ROLLBACK_RATIO}` +
        ` and ${rollbacks} > ${FEWEST_ROLLBACKS}`,
      for: '2m',
      summary:
        `${VALUE.percent} of the transactions in {{ $labels.datname }} (${name}) are rolled back; ` +
        `the threshold is ${percent(ROLLBACK_RATIO)}`,
      description: 'Work is done and thrown away: errors, conflicts, or clients that give up.',
    },
  ];
}

/** The exporter's own troubles, where PostgreSQL itself is up. */
function exporterTroubles({ name }: Service, about: AlertSubject): readonly Facts[] {
  const of = `{service="${name}"}`;
  const whileUp = `and on (instance) pg_up${of} == 1`;
  return [
    {
      alert: 'PostgresExporterHighScrapeLatency',
      about,
      expr: `pg_exporter_last_scrape_duration_seconds${of} > ${SLOW_SCRAPE} ${whileUp}`,
      for: '1m',
      summary: `Reading the figures of ${name} takes ${VALUE.duration}; the threshold is ${SLOW_SCRAPE * 1_000} ms`,
      description: 'PostgreSQL answers the exporter’s small queries slowly: it is overloaded, or locks are held.',
    },
    {
      alert: 'PostgresExporterErrors',
      about,
      expr:
        `(pg_exporter_last_scrape_error${of} == 1 or pg_scrape_collector_success{service="${name}",collector="database"} == 0)` +
        ` ${whileUp}`,
      for: '1m',
      summary: `The exporter of ${name} ({{ $labels.instance }}) has failed to read some figures for more than 1 min`,
      description: 'PostgreSQL is up, but alerts and dashboards about it see only a part.',
    },
  ];
}
