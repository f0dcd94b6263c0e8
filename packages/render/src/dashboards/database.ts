/** PostgreSQL as its exporter shows it. */
import * as units from '@grafana/grafana-foundation-sdk/units';

import { DASHBOARD_UIDS } from './dashboard-uids.ts';
import { levelsUpTo } from './objectives.ts';
import type { DashboardSpec, PanelSpec } from './panel-spec.ts';
import { one, ratePerSecond } from './signals.ts';

const ENGINE = 'service="$service"';
const CHOSEN = `${ENGINE},datname=~"$database"`;

/** @param engine shown at first */
export function databaseDashboard(engine: string): DashboardSpec {
  return {
    uid: DASHBOARD_UIDS.database,
    title: 'Nines / Database',
    description: 'PostgreSQL: whether it is there, its connections, transactions, cache, locks and size.',
    alerts: ENGINE,
    variables: [
      { name: 'service', label: 'Engine', query: 'label_values(pg_up, service)', initial: engine },
      {
        name: 'database',
        label: 'Database',
        query: `label_values(pg_database_size_bytes{${ENGINE}}, datname)`,
        keep: '/^(?!template)/',
      },
    ],
    rows: [
      { title: 'Now', panels: nowPanels() },
      { title: 'Connections and locks', panels: connectionPanels() },
      { title: 'Work', panels: workPanels() },
      { title: 'Size and exporter', panels: sizePanels() },
    ],
  };
}

function nowPanels(): readonly PanelSpec[] {
  const common = { kind: 'figure', width: 6, min: 0 } as const;
  return [
    {
      ...common,
      title: 'Server',
      description: 'Whether the exporter can log in and ask.',
      unit: units.Short,
      texts: { 0: 'down', 1: 'up' },
      base: 'red',
      levels: [{ value: 1, color: 'green' }],
      queries: one(`min(pg_up{${ENGINE}})`, 'up'),
    },
    {
      ...common,
      title: 'Connections used',
      description: 'Connections open as a share of max_connections; at 100 % nobody else gets in.',
      unit: units.PercentUnit,
      max: 1,
      levels: levelsUpTo(0.9),
      queries: one(`sum(pg_stat_activity_count{${ENGINE}}) / max(pg_settings_max_connections{${ENGINE}})`, 'used'),
    },
    {
      ...common,
      title: 'Cache hits',
      description: 'Share of blocks found in shared buffers. A dash: nothing was read.',
      unit: units.PercentUnit,
      max: 1,
      base: 'red',
      levels: [
        { value: 0.9, color: 'orange' },
        { value: 0.99, color: 'green' },
      ],
      queries: one(cacheHits(), 'hits'),
    },
    {
      ...common,
      title: 'Size',
      description: 'Size of the chosen databases on disk.',
      unit: units.BytesIEC,
      queries: one(`sum(pg_database_size_bytes{${CHOSEN}})`, 'size'),
    },
  ];
}

function cacheHits(by = ''): string {
  const hits = ratePerSecond('pg_stat_database_blks_hit', CHOSEN, by);
  return `${hits} / (${hits} + ${ratePerSecond('pg_stat_database_blks_read', CHOSEN, by)})`;
}

function connectionPanels(): readonly PanelSpec[] {
  const common = { kind: 'graph', width: 8, min: 0 } as const;
  return [
    {
      ...common,
      title: 'Connections by state',
      description: 'Connections of the chosen databases. "idle in transaction" holds locks and does nothing.',
      unit: units.Short,
      stacked: true,
      queries: one(`sum by (state) (pg_stat_activity_count{${CHOSEN}})`, '{{state}}'),
    },
    {
      ...common,
      title: 'Locks',
      description: 'Locks held, by mode.',
      unit: units.Short,
      stacked: true,
      queries: one(`sum by (mode) (pg_locks_count{${CHOSEN}})`, '{{mode}}'),
    },
    {
      ...common,
      title: 'Longest transaction',
      description: 'Age of the oldest transaction that is still open.',
      unit: units.Seconds,
      queries: one(`max by (datname) (pg_stat_activity_max_tx_duration{${CHOSEN}})`, '{{datname}}'),
    },
  ];
}

function workPanels(): readonly PanelSpec[] {
  const common = { kind: 'graph', width: 8, min: 0 } as const;
  return [
    {
      ...common,
      title: 'Transactions',
      description: 'Transactions per second that were committed or rolled back.',
      unit: units.OpsPerSecond,
      queries: [
        { expr: ratePerSecond('pg_stat_database_xact_commit', CHOSEN, ''), legend: 'committed' },
        { expr: ratePerSecond('pg_stat_database_xact_rollback', CHOSEN, ''), legend: 'rolled back' },
      ],
    },
    {
      ...common,
      title: 'Rows',
      description: 'Rows per second read for queries, inserted, updated and deleted.',
      unit: units.OpsPerSecond,
      queries: ['fetched', 'inserted', 'updated', 'deleted'].map((what) => ({
        expr: ratePerSecond(`pg_stat_database_tup_${what}`, CHOSEN, ''),
        legend: what,
      })),
    },
    {
      ...common,
      title: 'Cache hits by database',
      description: 'Share of blocks found in shared buffers.',
      unit: units.PercentUnit,
      max: 1,
      queries: one(cacheHits('datname'), '{{datname}}'),
    },
    {
      ...common,
      title: 'Deadlocks and conflicts',
      description: 'Queries per second that were cancelled because of a deadlock or a conflict with recovery.',
      unit: units.OpsPerSecond,
      queries: [
        { expr: ratePerSecond('pg_stat_database_deadlocks', CHOSEN, ''), legend: 'deadlocks' },
        { expr: ratePerSecond('pg_stat_database_conflicts', CHOSEN, ''), legend: 'conflicts' },
      ],
    },
    {
      ...common,
      title: 'Temporary files',
      description: 'Bytes per second written because a sort or a join did not fit into work_mem.',
      unit: units.BytesPerSecondIEC,
      queries: one(ratePerSecond('pg_stat_database_temp_bytes', CHOSEN, 'datname'), '{{datname}}'),
    },
    {
      ...common,
      title: 'Connections through the mesh',
      description: 'Connections that each service holds to this engine.',
      unit: units.Short,
      stacked: true,
      queries: one(`sum by (consumer) (mesh_tcp_connections_open{${ENGINE}})`, '{{consumer}}'),
    },
  ];
}

function sizePanels(): readonly PanelSpec[] {
  const common = { kind: 'graph', width: 8, min: 0 } as const;
  return [
    {
      ...common,
      title: 'Size by database',
      description: 'Size on disk.',
      unit: units.BytesIEC,
      stacked: true,
      queries: one(`pg_database_size_bytes{${CHOSEN}}`, '{{datname}}'),
    },
    {
      ...common,
      title: 'CPU of the engine',
      description: 'Cores used by the server with all its processes.',
      unit: units.Short,
      queries: one(`sum by (instance) (nines_instance_cpu_cores{${ENGINE}})`, '{{instance}}'),
    },
    {
      ...common,
      title: 'Exporter',
      description: 'Time that the exporter takes to ask PostgreSQL: slow answers here mean a slow server.',
      unit: units.Seconds,
      queries: one(`pg_exporter_last_scrape_duration_seconds{${ENGINE}}`, '{{instance}}'),
    },
  ];
}
