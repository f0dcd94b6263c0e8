/** @see node.ts */
import { type AlertCase, counter, gauge, gaugeThen, type Series } from './testing/alert-case.ts';

const target = { job: 'nines-node-exporter', instance: 'nines-node-exporter-0' };
const of = 'job="nines-node-exporter",instance="nines-node-exporter-0"';
const theirs = 'job="theirs",instance="theirs-0"';

const cpus = (idle: number, labels = of): Series => ({
  [`node_cpu_seconds_total{${labels},cpu="0",mode="idle"}`]: counter(idle),
  [`node_cpu_seconds_total{${labels},cpu="1",mode="idle"}`]: counter(idle),
  [`node_cpu_seconds_total{${labels},cpu="0",mode="iowait"}`]: counter(0.02),
  [`node_cpu_seconds_total{${labels},cpu="1",mode="iowait"}`]: counter(0.02),
  [`node_cpu_seconds_total{${labels},cpu="0",mode="user"}`]: counter(0.98 - idle),
  [`node_cpu_seconds_total{${labels},cpu="1",mode="user"}`]: counter(0.98 - idle),
});

const onDisk = { device: '/dev/vda', fstype: 'ext4', mountpoint: '/' };
const disks = (labels: string, fstype: string): string =>
  `${labels},device="/dev/vda",fstype="${fstype}",mountpoint="/"`;

/** A figure of a file system, and a whole of 100 of it. */
const share = (part: string, whole: string, values: string, labels = of, fstype = 'ext4'): Series => ({
  [`node_filesystem_${part}{${disks(labels, fstype)}}`]: values,
  [`node_filesystem_${whole}{${disks(labels, fstype)}}`]: '100x2000',
});

const space = (values: string, ...where: [labels?: string, fstype?: string]): Series =>
  share('avail_bytes', 'size_bytes', values, ...where);

/** What shows the space of another, or cannot fill up. */
const NO_DISKS = ['tmpfs', 'squashfs', 'overlay', 'vfat'];

/** Of so many GiB. */
const disk = (free: number, total: number, labels = of, fstype = 'ext4'): Series => ({
  [`node_filesystem_avail_bytes{${disks(labels, fstype)}}`]: gauge(free * 2 ** 30),
  [`node_filesystem_size_bytes{${disks(labels, fstype)}}`]: gauge(total * 2 ** 30),
});

const inodes = (values: string, ...where: [labels?: string, fstype?: string]): Series =>
  share('files_free', 'files', values, ...where);

const packets = (errors: number, labels = of): Series => ({
  [`node_network_receive_errs_total{${labels},device="eth0"}`]: counter(errors),
  [`node_network_transmit_errs_total{${labels},device="eth0"}`]: counter(errors * 2),
  [`node_network_receive_packets_total{${labels},device="eth0"}`]: counter(100),
  [`node_network_transmit_packets_total{${labels},device="eth0"}`]: counter(200),
});

export const NODE_CASES: readonly AlertCase[] = [
  {
    alert: 'NodeCpuHigh',
    fires: cpus(0.02),
    at: '905s',
    labels: { instance: target.instance },
    summary: 'The machine’s CPUs are 96% busy; the threshold is 95 %',
    boundary: cpus(0.0301),
    quiet: cpus(0.9),
    noise: cpus(0, theirs),
  },
  {
    alert: 'NodeMemoryLow',
    fires: { [`node_memory_MemAvailable_bytes{${of}}`]: gauge(9.5), [`node_memory_MemTotal_bytes{${of}}`]: gauge(100) },
    at: '2m',
    labels: target,
    summary: '9.5% of the machine’s memory are available; the threshold is 10 %',
    boundary: {
      [`node_memory_MemAvailable_bytes{${of}}`]: gauge(10),
      [`node_memory_MemTotal_bytes{${of}}`]: gauge(100),
    },
    quiet: {
      [`node_memory_MemAvailable_bytes{${of}}`]: gaugeThen(1, 24, 90),
      [`node_memory_MemTotal_bytes{${of}}`]: gauge(100),
    },
    noise: {
      [`node_memory_MemAvailable_bytes{${theirs}}`]: gauge(1),
      [`node_memory_MemTotal_bytes{${theirs}}`]: gauge(100),
    },
  },
  {
    alert: 'NodeOomKill',
    fires: { [`node_vmstat_oom_kill{${of}}`]: '3x59 4x200' },
    at: '5m',
    over: '10m',
    labels: target,
    summary: 'The kernel killed 1 processes within 5 min because memory ran out',
    boundary: { [`node_vmstat_oom_kill{${of}}`]: gauge(3) },
    quiet: { [`node_vmstat_oom_kill{${of}}`]: gauge(0) },
    noise: { [`node_vmstat_oom_kill{${theirs}}`]: counter(1) },
  },
  {
    alert: 'NodeDiskSpaceLow',
    fires: disk(9.5, 100),
    at: '2m',
    labels: { ...target, ...onDisk },
    summary: '9.5% of / are free; the threshold is 10 %, between 1 and 20 GiB',
    boundary: disk(10, 100),
    quiet: { ...disk(60, 100), [`node_filesystem_avail_bytes{${disks(of, 'ext4')}}`]: gaugeThen(1, 24, 60 * 2 ** 30) },
    noise: {
      ...disk(1, 100, theirs),
      ...(Object.assign({}, ...NO_DISKS.map((fstype) => disk(0.01, 100, of, fstype))) as Series),
    },
  },
  {
    alert: 'NodeDiskSpaceLow', // large: a tenth of it would be 400 GiB
    fires: disk(19, 4_000),
    at: '2m',
    labels: { ...target, ...onDisk },
    summary: '0.475% of / are free; the threshold is 10 %, between 1 and 20 GiB',
    boundary: disk(20, 4_000),
    quiet: disk(300, 4_000),
  },
  {
    alert: 'NodeDiskSpaceLow', // small: a tenth of it would be half a GiB
    fires: disk(0.95, 5),
    at: '2m',
    labels: { ...target, ...onDisk },
    summary: '19% of / are free; the threshold is 10 %, between 1 and 20 GiB',
    boundary: disk(1, 5),
    quiet: disk(4, 5),
  },
  {
    alert: 'NodeDiskSpaceLow', // smaller still: a GiB would be half of it
    fires: disk(0.48, 2),
    at: '2m',
    labels: { ...target, ...onDisk },
    summary: '24% of / are free; the threshold is 10 %, between 1 and 20 GiB',
    boundary: disk(0.5, 2),
    quiet: disk(1, 2),
  },
  {
    alert: 'NodeDiskInodesLow',
    fires: inodes(gauge(9.5)),
    at: '2m',
    labels: { ...target, ...onDisk },
    summary: '9.5% of the inodes of / are free; the threshold is 10 %',
    boundary: inodes(gauge(10)),
    quiet: {
      [`node_filesystem_files{${disks(of, 'btrfs')}}`]: gauge(0),
      [`node_filesystem_files_free{${disks(of, 'btrfs')}}`]: gauge(0),
    },
    noise: { ...inodes(gauge(1), theirs), ...inodes(gauge(1), of, 'tmpfs') },
  },
  {
    alert: 'NodeDiskFillingUp',
    fires: space('44.96-0.0125x2000'), // 9 an hour: after an hour there is enough for less than 4 more
    at: '4485s',
    labels: { ...target, ...onDisk },
    summary: '33.75% of / are free, and none will be in 4 hours',
    boundary: space('62-0.0125x200 40x1800'),
    quiet: space('39-0.001x2000'),
    noise: { ...space('39-0.0125x2000', theirs), ...space('39-0.0125x2000', of, 'tmpfs') },
  },
  {
    alert: 'NodeDiskFillingUp', // from the first moment on, which says nothing yet
    fires: space('39-0.05x600'),
    at: '30m',
    labels: { ...target, ...onDisk },
    summary: '21% of / are free, and none will be in 4 hours',
    boundary: space('39-0.05x358 45x2000'),
    quiet: space('39x2000'),
  },
  {
    alert: 'NodeDiskFillingUp', // fast, but there is room yet
    fires: space('90-0.05x2000'),
    at: '5905s',
    labels: { ...target, ...onDisk },
    summary: '30.95% of / are free, and none will be in 4 hours',
    boundary: space('90-0.05x1000 40x900'),
    quiet: space('90x2000'),
  },
  {
    alert: 'NodeLoadHigh',
    fires: { ...cpus(0.5), [`node_load15{${of}}`]: gauge(8.4) },
    at: '10m',
    labels: { instance: target.instance },
    summary: '4.2 tasks wait for each CPU of the machine; the threshold is 4',
    boundary: { ...cpus(0.5), [`node_load15{${of}}`]: gauge(8) },
    quiet: { ...cpus(0.5), [`node_load15{${of}}`]: gaugeThen(20, 120, 1) },
    noise: { ...cpus(0.5, theirs), [`node_load15{${theirs}}`]: gauge(90) },
  },
  {
    alert: 'NodeFileDescriptorsLow',
    fires: { [`node_filefd_allocated{${of}}`]: gauge(82), [`node_filefd_maximum{${of}}`]: gauge(100) },
    at: '2m',
    labels: target,
    summary: '82% of the machine’s file descriptors are taken; the threshold is 80 %',
    boundary: { [`node_filefd_allocated{${of}}`]: gauge(80), [`node_filefd_maximum{${of}}`]: gauge(100) },
    quiet: { [`node_filefd_allocated{${of}}`]: gaugeThen(99, 24, 1), [`node_filefd_maximum{${of}}`]: gauge(100) },
    noise: { [`node_filefd_allocated{${theirs}}`]: gauge(99), [`node_filefd_maximum{${theirs}}`]: gauge(100) },
  },
  {
    alert: 'NodeNetworkErrors',
    fires: packets(1.05),
    at: '305s',
    labels: { ...target, device: 'eth0' },
    summary: '1.05% of the packets on eth0 have errors; the threshold is 1 %',
    boundary: packets(1),
    quiet: packets(0),
    noise: packets(50, theirs),
  },
  {
    alert: 'NodeClockOffset',
    fires: { [`node_timex_offset_seconds{${of}}`]: gauge(-0.105) },
    at: '2m',
    labels: target,
    summary: 'The machine’s clock is 105ms off; the threshold is 100 ms',
    boundary: { [`node_timex_offset_seconds{${of}}`]: gauge(-0.1) },
    quiet: { [`node_timex_offset_seconds{${of}}`]: gaugeThen(3, 24, 0) },
    noise: { [`node_timex_offset_seconds{${theirs}}`]: gauge(9) },
  },
  {
    alert: 'NodeClockNotSynchronised',
    fires: { [`node_timex_sync_status{${of}}`]: gaugeThen(1, 12, 0) },
    at: '11m',
    labels: target,
    summary: 'The machine’s clock has not been synchronised for more than 10 min; it was within the last day',
    boundary: { [`node_timex_sync_status{${of}}`]: '1x11 0x119 1x200' },
    quiet: { [`node_timex_sync_status{${of}}`]: gauge(0) }, // never was: nothing has been lost
    noise: { [`node_timex_sync_status{${theirs}}`]: gaugeThen(1, 12, 0) },
  },
];
