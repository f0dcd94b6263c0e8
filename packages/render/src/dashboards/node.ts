/** The machine as the node exporter shows it, and what Nines itself takes of it. */
import * as units from '@grafana/grafana-foundation-sdk/units';

import { DASHBOARD_UIDS } from './dashboard-uids.ts';
import { levelsUpTo, redFrom } from './objectives.ts';
import type { DashboardSpec, PanelSpec } from './panel-spec.ts';
import { one } from './signals.ts';

const NODE = 'job="nines-node-exporter",instance=~"$instance"';

/** File systems that hold data; the others are views of memory or of the kernel. */
const DISKS = `${NODE},fstype!~"tmpfs|ramfs|squashfs|devtmpfs|overlay|9p|fuse.*|nsfs"`;

/** Devices that carry traffic of others as well would count it twice. */
const LINKS = `${NODE},device!~"lo|veth.*|docker.*|br-.*"`;

export function nodeDashboard(): DashboardSpec {
  return {
    uid: DASHBOARD_UIDS.node,
    title: 'Nines / Node',
    description: 'The machine: processor, memory, disks, network, clock, and what the platform itself uses.',
    alerts: 'service="nines-node-exporter"',
    variables: [
      {
        name: 'instance',
        label: 'Node',
        query: 'label_values(node_uname_info{job="nines-node-exporter"}, instance)',
      },
    ],
    rows: [
      { title: 'Processor and memory', panels: processorPanels() },
      { title: 'Disks', panels: diskPanels() },
      { title: 'Network and clock', panels: networkPanels() },
      { title: 'What the platform itself uses', panels: platformPanels() },
    ],
  };
}

function processorPanels(): readonly PanelSpec[] {
  const common = { kind: 'graph', width: 8, min: 0 } as const;
  return [
    {
      ...common,
      title: 'CPU by mode',
      description: 'Share of all cores; what is missing to 100 % was idle.',
      unit: units.PercentUnit,
      max: 1,
      stacked: true,
      queries: one(
        `sum by (mode) (rate(node_cpu_seconds_total{${NODE},mode!="idle"}[$__rate_interval])) ` +
          `/ scalar(count(node_cpu_seconds_total{${NODE},mode="idle"}))`,
        '{{mode}}',
      ),
    },
    {
      ...common,
      title: 'Load',
      description: 'Processes that run or want to, next to the number of cores.',
      unit: units.Short,
      queries: [
        { expr: `node_load1{${NODE}}`, legend: '1 min' },
        { expr: `node_load5{${NODE}}`, legend: '5 min' },
        { expr: `count(node_cpu_seconds_total{${NODE},mode="idle"})`, legend: 'cores' },
      ],
    },
    {
      ...common,
      title: 'Memory used',
      description: 'Share of memory that could not be given to a new process.',
      unit: units.PercentUnit,
      max: 1,
      levels: levelsUpTo(0.95),
      queries: one(`1 - node_memory_MemAvailable_bytes{${NODE}} / node_memory_MemTotal_bytes{${NODE}}`, '{{instance}}'),
    },
    {
      ...common,
      title: 'Waiting',
      description: 'Share of time in which some process waited for CPU, memory or disk (pressure stall information).',
      unit: units.PercentUnit,
      emptyMeans: 'the kernel does not tell',
      queries: ['cpu', 'memory', 'io'].map((what) => ({
        expr: `rate(node_pressure_${what}_waiting_seconds_total{${NODE}}[$__rate_interval])`,
        legend: what,
      })),
    },
    {
      ...common,
      title: 'Memory',
      description: 'Bytes by use.',
      unit: units.BytesIEC,
      queries: [
        { expr: `node_memory_MemTotal_bytes{${NODE}}`, legend: 'total' },
        { expr: `node_memory_MemAvailable_bytes{${NODE}}`, legend: 'available' },
        { expr: `node_memory_Cached_bytes{${NODE}}`, legend: 'page cache' },
      ],
    },
    {
      ...common,
      title: 'Killed for memory',
      description: 'Processes that the kernel killed because memory ran out.',
      unit: units.Short,
      levels: redFrom(1),
      queries: one(`increase(node_vmstat_oom_kill{${NODE}}[$__rate_interval])`, '{{instance}}'),
    },
  ];
}

function diskPanels(): readonly PanelSpec[] {
  const common = { kind: 'graph', width: 8, min: 0 } as const;
  return [
    {
      ...common,
      title: 'Space used',
      description: 'Share of each file system that is taken.',
      unit: units.PercentUnit,
      max: 1,
      levels: levelsUpTo(0.95),
      queries: one(
        `max by (mountpoint) (1 - node_filesystem_avail_bytes{${DISKS}} / node_filesystem_size_bytes{${DISKS}})`,
        '{{mountpoint}}',
      ),
    },
    {
      ...common,
      title: 'Read and written',
      description: 'Bytes per second of each disk.',
      unit: units.BytesPerSecondIEC,
      queries: [
        {
          expr: `sum by (device) (rate(node_disk_read_bytes_total{${NODE}}[$__rate_interval]))`,
          legend: '{{device}} read',
        },
        {
          expr: `sum by (device) (rate(node_disk_written_bytes_total{${NODE}}[$__rate_interval]))`,
          legend: '{{device}} written',
        },
      ],
    },
    {
      ...common,
      title: 'Busy',
      description: 'Share of time in which each disk worked.',
      unit: units.PercentUnit,
      max: 1,
      queries: one(`rate(node_disk_io_time_seconds_total{${NODE}}[$__rate_interval])`, '{{device}}'),
    },
  ];
}

function networkPanels(): readonly PanelSpec[] {
  const common = { kind: 'graph', width: 8 } as const;
  return [
    {
      ...common,
      title: 'Network',
      description: 'Bytes per second of each link; loopback and virtual links are left out.',
      unit: units.BytesPerSecondIEC,
      min: 0,
      queries: ['receive', 'transmit'].map((way) => ({
        expr: `sum by (device) (rate(node_network_${way}_bytes_total{${LINKS}}[$__rate_interval]))`,
        legend: `{{device}} ${way}`,
      })),
    },
    {
      ...common,
      title: 'TCP connections',
      description: 'Sockets in use, and those that wait out their end.',
      unit: units.Short,
      min: 0,
      queries: [
        { expr: `node_sockstat_TCP_inuse{${NODE}}`, legend: 'in use' },
        { expr: `node_sockstat_TCP_tw{${NODE}}`, legend: 'time-wait' },
      ],
    },
    {
      ...common,
      title: 'Clock',
      description: 'How far the clock is from the time server, as far as the kernel knows.',
      unit: units.Seconds,
      queries: one(`node_timex_offset_seconds{${NODE}}`, '{{instance}}'),
    },
  ];
}

function platformPanels(): readonly PanelSpec[] {
  const common = { kind: 'graph', width: 12, min: 0, stacked: true } as const;
  const own = 'job=~"mesh|nines-.*"';
  return [
    {
      ...common,
      title: "CPU of the platform's own processes",
      description: 'Cores used by the mesh, the control plane and the monitoring.',
      unit: units.Short,
      queries: one(`sum by (job) (rate(process_cpu_seconds_total{${own}}[$__rate_interval]))`, '{{job}}'),
    },
    {
      ...common,
      title: "Memory of the platform's own processes",
      description: 'Resident memory of the mesh, the control plane and the monitoring.',
      unit: units.BytesIEC,
      queries: one(`sum by (job) (process_resident_memory_bytes{${own}})`, '{{job}}'),
    },
  ];
}
