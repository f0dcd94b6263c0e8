/** The machine below everything, by node-exporter. */
import { NINES_NODE_EXPORTER } from '../workloads.ts';
import { type Alert, aboutPlatform, type RuleSet } from './alert.ts';
import { percent, VALUE } from './figures.ts';

const OF = `job="${NINES_NODE_EXPORTER}"`;

/** File systems that fill up: not those made of memory, read-only images, what firmware boots from, nor layers over others. */
const DISKS = `${OF},fstype!~"tmpfs|ramfs|devtmpfs|squashfs|iso9660|overlay|vfat"`;

const CPUS = `count by (instance) (node_cpu_seconds_total{${OF},mode="idle"})`;

const CPU_RATIO = 0.95;
const MEMORY_LEFT = 0.1;
const DISK_LEFT = 0.1;
/** GiB. A tenth is little of a small disk and much of a large one: shares count between bounds, as for `DiskNearlyFull`. */
const DISK_LEFT_LEAST = 1;
const DISK_LEFT_MOST = 20;
/** Of a disk so small that the least would be most of it. */
const DISK_LEFT_IF_SMALL = 0.25;
const INODES_LEFT = 0.1;
/** A prediction about a disk that is mostly empty is of no use to anybody. */
const DISK_LEFT_FOR_PREDICTION = 0.4;
const HOURS_AHEAD = 4;
const LOAD_PER_CORE = 4;
const FILE_DESCRIPTORS_RATIO = 0.8;
/** Packets with errors among all. */
const NETWORK_ERROR_RATIO = 0.01;
/** Seconds. Requests that are signed with a time begin to be refused at some seconds. */
const CLOCK_OFFSET = 0.1;

const GIBI = 2 ** 30;

type Facts = Omit<Alert, 'severity' | 'about'>;

const ALERTS: readonly Facts[] = [
  {
    alert: 'NodeCpuHigh',
    expr:
      `1 - sum by (instance) (rate(node_cpu_seconds_total{${OF},mode=~"idle|iowait"}[5m]))` +
      ` / sum by (instance) (rate(node_cpu_seconds_total{${OF}}[5m])) > ${CPU_RATIO}`,
    for: '15m',
    summary: `The machine’s CPUs are ${VALUE.percent} busy; the threshold is ${percent(CPU_RATIO)}`,
    description: 'For more than 15 min. Everything on it takes longer.',
  },
  {
    alert: 'NodeMemoryLow',
    expr: `node_memory_MemAvailable_bytes{${OF}} / node_memory_MemTotal_bytes < ${MEMORY_LEFT}`,
    for: '2m',
    summary: `${VALUE.percent} of the machine’s memory are available; the threshold is ${percent(MEMORY_LEFT)}`,
    description: 'When it runs out the kernel kills a process, most likely a large one.',
  },
  {
    alert: 'NodeOomKill',
    expr: `increase(node_vmstat_oom_kill{${OF}}[5m]) > 0`,
    summary: `The kernel killed ${VALUE.number} processes within 5 min because memory ran out`,
    description: 'Which one is in the kernel’s log; if it was an instance of ours it is running again.',
  },
  {
    alert: 'NodeDiskSpaceLow',
    expr:
      `node_filesystem_avail_bytes{${DISKS}} / node_filesystem_size_bytes < ${DISK_LEFT_IF_SMALL} and node_filesystem_avail_bytes` +
      ` < clamp(${DISK_LEFT} * node_filesystem_size_bytes, ${DISK_LEFT_LEAST * GIBI}, ${DISK_LEFT_MOST * GIBI})`,
    for: '2m',
    summary: `${VALUE.percent} of {{ $labels.mountpoint }} are free; the threshold is ${percent(DISK_LEFT)}, between ${DISK_LEFT_LEAST} and ${DISK_LEFT_MOST} GiB`,
    description: 'When it is full databases stop, and logs and metrics are lost.',
  },
  {
    alert: 'NodeDiskInodesLow',
    expr: `node_filesystem_files_free{${DISKS}} / node_filesystem_files < ${INODES_LEFT}`,
    for: '2m',
    summary: `${VALUE.percent} of the inodes of {{ $labels.mountpoint }} are free; the threshold is ${percent(INODES_LEFT)}`,
    description: 'Without inodes no file can be created, however much space is left.',
  },
  {
    alert: 'NodeDiskFillingUp',
    expr:
      `node_filesystem_avail_bytes{${DISKS}} / node_filesystem_size_bytes < ${DISK_LEFT_FOR_PREDICTION}` +
      ` and predict_linear(node_filesystem_avail_bytes[1h], ${HOURS_AHEAD * 3_600}) < 0` +
      ' and node_filesystem_avail_bytes offset 15m', // no forecast from the first minutes of a start
    for: '15m',
    summary: `${VALUE.percent} of {{ $labels.mountpoint }} are free, and none will be in ${HOURS_AHEAD} hours`,
    description: 'If it goes on filling as it did in the last hour.',
  },
  {
    alert: 'NodeLoadHigh',
    expr: `node_load15{${OF}} / on (instance) ${CPUS} > ${LOAD_PER_CORE}`,
    for: '10m',
    summary: `${VALUE.number} tasks wait for each CPU of the machine; the threshold is ${LOAD_PER_CORE}`,
    description: 'Far more wants to run, or waits for disks, than the machine can serve.',
  },
  {
    alert: 'NodeFileDescriptorsLow',
    expr: `node_filefd_allocated{${OF}} / node_filefd_maximum > ${FILE_DESCRIPTORS_RATIO}`,
    for: '2m',
    summary: `${VALUE.percent} of the machine’s file descriptors are taken; the threshold is ${percent(FILE_DESCRIPTORS_RATIO)}`,
    description: 'At 100 % no process can open a file or accept a connection.',
  },
  {
    alert: 'NodeNetworkErrors',
    expr:
      `(rate(node_network_receive_errs_total{${OF}}[2m]) + rate(node_network_transmit_errs_total{${OF}}[2m]))` +
      ' / (rate(node_network_receive_packets_total[2m]) + rate(node_network_transmit_packets_total[2m]))' +
      ` > ${NETWORK_ERROR_RATIO}`,
    for: '5m',
    summary: `${VALUE.percent} of the packets on {{ $labels.device }} have errors; the threshold is ${percent(NETWORK_ERROR_RATIO)}`,
    description: 'A cable, a card, a driver, or a virtual network that is overloaded.',
  },
  {
    alert: 'NodeClockOffset',
    expr: `abs(node_timex_offset_seconds{${OF}}) > ${CLOCK_OFFSET}`,
    for: '2m',
    summary: `The machine’s clock is ${VALUE.duration} off; the threshold is ${CLOCK_OFFSET * 1_000} ms`,
    description: 'Tokens, certificates and the order of events depend on it.',
  },
  {
    // Where the kernel was never told of a time source (containers, some virtual machines) nothing has been lost.
    alert: 'NodeClockNotSynchronised',
    expr: `node_timex_sync_status{${OF}} == 0 and max_over_time(node_timex_sync_status[1d]) == 1`,
    for: '10m',
    summary: 'The machine’s clock has not been synchronised for more than 10 min; it was within the last day',
    description: 'From now on it drifts, by up to some seconds a day.',
  },
];

/** The same for every platform. */
export function nodeRules(): RuleSet {
  const about = aboutPlatform(NINES_NODE_EXPORTER, 'node');
  return { name: 'node', records: [], alerts: ALERTS.map((facts) => ({ severity: 'warning', about, ...facts })) };
}
