/** @see postgres.ts */
import { type AlertCase, counter, gauge, gaugeThen, type Series } from './testing/alert-case.ts';

const of = 'service="postgres",instance="postgres-0",job="nines-postgres-exporter"';
const theirs = 'service="theirs",instance="theirs-0",job="nines-postgres-exporter"';
const instance = { instance: 'postgres-0', job: 'nines-postgres-exporter' };
const shop = { datname: 'shop' };
const inShop = { ...instance, ...shop };

const connections = (active: number): Series => ({
  [`pg_stat_activity_count{${of},datname="shop",state="active"}`]: gauge(active),
  [`pg_stat_activity_count{${of},datname="shop",state="idle"}`]: gauge(50),
  [`pg_settings_max_connections{${of}}`]: gauge(103),
  [`pg_settings_superuser_reserved_connections{${of}}`]: gauge(3),
});

const blocks = (hits: number, reads: number, labels = `${of},datname="shop"`): Series => ({
  [`pg_stat_database_blks_hit{${labels}}`]: counter(hits),
  [`pg_stat_database_blks_read{${labels}}`]: counter(reads),
});

const ends = (commits: number, rollbacks: number, labels = `${of},datname="shop"`): Series => ({
  [`pg_stat_database_xact_commit{${labels}}`]: counter(commits),
  [`pg_stat_database_xact_rollback{${labels}}`]: counter(rollbacks),
});

const activity = (state: string, labels = of): string =>
  `pg_stat_activity_max_tx_duration{${labels},datname="shop",state="${state}"}`;

export const POSTGRES_CASES: readonly AlertCase[] = [
  {
    alert: 'PostgresConnectionsNearMax',
    fires: connections(32),
    at: '1m',
    labels: { instance: 'postgres-0' },
    summary: '82% of the connections of postgres are taken; the threshold is 80 %',
    boundary: connections(30),
    quiet: connections(1),
    noise: {
      [`pg_stat_activity_count{${theirs},datname="shop",state="active"}`]: gauge(900),
      [`pg_settings_max_connections{${theirs}}`]: gauge(1_000),
      [`pg_settings_superuser_reserved_connections{${theirs}}`]: gauge(60),
    },
  },
  {
    alert: 'PostgresStorageNearlyUsed',
    fires: {
      [`pg_database_size_bytes{${of},datname="shop"}`]: gauge(0.9 * 2 ** 30),
      [`pg_database_size_bytes{${of},datname="postgres"}`]: gauge(0.02 * 2 ** 30),
    },
    at: '5m',
    summary: 'The databases of postgres take 92% of the 1.0 GiB they were given; the threshold is 90 %',
    boundary: { [`pg_database_size_bytes{${of},datname="shop"}`]: gauge(0.9 * 2 ** 30) },
    quiet: { [`pg_database_size_bytes{${of},datname="shop"}`]: gauge(8 * 2 ** 20) },
    noise: { [`pg_database_size_bytes{${theirs},datname="shop"}`]: gauge(9 * 2 ** 30) },
  },
  {
    alert: 'PostgresChecksumFailures',
    fires: { [`pg_stat_database_checksum_failures{${of},datname="shop"}`]: gaugeThen(0, 180, 1) },
    at: '15m',
    over: '30m',
    labels: inShop,
    summary: '1 pages of database shop of postgres failed their checksum within 15 min',
    boundary: { [`pg_stat_database_checksum_failures{${of},datname="shop"}`]: gauge(7) }, // long ago
    quiet: { [`pg_stat_database_checksum_failures{${of},datname="shop"}`]: '7x10 0x200' }, // restarted
    noise: { [`pg_stat_database_checksum_failures{${theirs},datname="shop"}`]: counter(1) },
  },
  {
    alert: 'PostgresIdleInTransaction',
    fires: { [activity('idle in transaction (aborted)')]: gauge(125), [activity('idle in transaction')]: gauge(3) },
    at: '30s',
    labels: shop,
    summary: 'A client of shop (postgres) has left its transaction open for 2m 5s; the threshold is 120 s',
    boundary: { [activity('idle in transaction')]: gauge(120) },
    quiet: { [activity('idle in transaction')]: gaugeThen(130, 6, 0) },
    noise: { [activity('active')]: gauge(9_000), [activity('idle in transaction', theirs)]: gauge(9_000) },
  },
  {
    alert: 'PostgresLongTransaction',
    fires: { [activity('active')]: gauge(930) },
    at: '30s',
    labels: shop,
    summary: 'A transaction in shop (postgres) has been working for 15m 30s; the threshold is 15 min',
    boundary: { [activity('active')]: gauge(900) },
    quiet: { [activity('active')]: gaugeThen(950, 6, 0) },
    noise: { [activity('idle in transaction')]: gauge(9_000), [activity('active', theirs)]: gauge(9_000) },
  },
  {
    alert: 'PostgresDeadlocks',
    fires: { [`pg_stat_database_deadlocks{${of},datname="shop"}`]: '0x59 1x11 2x200' },
    at: '6m',
    over: '10m',
    labels: inShop,
    summary: '2 deadlocks in shop (postgres) within 5 min; the threshold is 2',
    boundary: { [`pg_stat_database_deadlocks{${of},datname="shop"}`]: '0x59 1x200' },
    quiet: { [`pg_stat_database_deadlocks{${of},datname="shop"}`]: gauge(9) },
    noise: { [`pg_stat_database_deadlocks{${theirs},datname="shop"}`]: counter(1) },
  },
  {
    alert: 'PostgresCacheHitRatioLow',
    fires: blocks(11_600, 1_400),
    at: '625s',
    labels: inShop,
    summary: 'Only 89.23% of the blocks that shop (postgres) needs are in its cache; the threshold is 90 %',
    boundary: blocks(1_800, 200),
    quiet: blocks(2_000, 0),
    noise: { ...blocks(0, 900, `${theirs},datname="shop"`), ...blocks(0, 900, `${of},datname="template0"`) },
  },
  {
    alert: 'PostgresCacheHitRatioLow', // little is read
    fires: blocks(0, 105),
    at: '890s',
    labels: inShop,
    summary: 'Only 0% of the blocks that shop (postgres) needs are in its cache; the threshold is 90 %',
    boundary: blocks(0, 100),
    quiet: blocks(0, 10),
    noise: blocks(0, 900, `${of},datname=""`),
  },
  {
    alert: 'PostgresRollbackRatioHigh',
    fires: ends(89, 11),
    at: '125s',
    labels: inShop,
    summary: '11% of the transactions in shop (postgres) are rolled back; the threshold is 10 %',
    boundary: ends(90, 10),
    quiet: ends(100, 0),
    noise: ends(0, 90, `${theirs},datname="shop"`),
  },
  {
    alert: 'PostgresRollbackRatioHigh', // a few only
    fires: ends(0.5, 0.525),
    at: '3m',
    labels: inShop,
    summary: '51.22% of the transactions in shop (postgres) are rolled back; the threshold is 10 %',
    boundary: ends(0.5, 0.5),
    quiet: ends(0.5, 0.1),
  },
  {
    alert: 'PostgresExporterHighScrapeLatency',
    fires: { [`pg_exporter_last_scrape_duration_seconds{${of}}`]: gauge(0.525), [`pg_up{${of}}`]: gauge(1) },
    at: '1m',
    labels: instance,
    summary: 'Reading the figures of postgres takes 525ms; the threshold is 500 ms',
    boundary: { [`pg_exporter_last_scrape_duration_seconds{${of}}`]: gauge(0.5), [`pg_up{${of}}`]: gauge(1) },
    quiet: { [`pg_exporter_last_scrape_duration_seconds{${of}}`]: gauge(1.0003), [`pg_up{${of}}`]: gauge(0) }, // it is down
    noise: { [`pg_exporter_last_scrape_duration_seconds{${theirs}}`]: gauge(9), [`pg_up{${theirs}}`]: gauge(1) },
  },
  {
    alert: 'PostgresExporterErrors',
    fires: { [`pg_exporter_last_scrape_error{${of}}`]: gauge(1), [`pg_up{${of}}`]: gauge(1) },
    at: '1m',
    labels: instance,
    summary: 'The exporter of postgres (postgres-0) has failed to read some figures for more than 1 min',
    boundary: { [`pg_exporter_last_scrape_error{${of}}`]: gaugeThen(1, 12, 0), [`pg_up{${of}}`]: gauge(1) },
    quiet: { [`pg_exporter_last_scrape_error{${of}}`]: gauge(1), [`pg_up{${of}}`]: gauge(0) },
    noise: { [`pg_exporter_last_scrape_error{${theirs}}`]: gauge(1), [`pg_up{${theirs}}`]: gauge(1) },
  },
  {
    alert: 'PostgresExporterErrors', // one collector; `bgwriter` does not know newer servers
    fires: { [`pg_scrape_collector_success{${of},collector="database"}`]: gauge(0), [`pg_up{${of}}`]: gauge(1) },
    at: '1m',
    labels: { ...instance, collector: 'database' },
    summary: 'The exporter of postgres (postgres-0) has failed to read some figures for more than 1 min',
    boundary: {
      [`pg_scrape_collector_success{${of},collector="database"}`]: gaugeThen(0, 12, 1),
      [`pg_up{${of}}`]: gauge(1),
    },
    quiet: { [`pg_scrape_collector_success{${of},collector="database"}`]: gauge(1), [`pg_up{${of}}`]: gauge(1) },
    noise: {
      [`pg_scrape_collector_success{${of},collector="bgwriter"}`]: gauge(0),
      [`pg_scrape_collector_success{${theirs},collector="database"}`]: gauge(0),
      [`pg_up{${theirs}}`]: gauge(1),
    },
  },
];
