/** The platform as a table for people. */
import Table from 'cli-table3';
import type { createColors } from 'picocolors';
import { formatDuration, formatSize } from '@nines/kernel';
import { oneLine } from './terminal-text.ts';
import type { InstanceState, InstanceStatus, PlatformStatus, ServiceStatus } from '@nines/kernel';

type Colors = ReturnType<typeof createColors>;

const HEAD = ['service', 'address', 'ready', 'instance', 'state', 'pid', 'port', 'up', 'restarts', 'cpu', 'memory'];

/** cli-table3 draws with these; empty ones draw nothing. */
const PLAIN = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

/** Rows as an aligned text without lines between them. */
export function plainTable(head: readonly string[], rows: readonly (readonly string[])[], colors: Colors): string {
  const table = new Table({
    head: head.map((title) => colors.dim(title)),
    chars: PLAIN,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
  });
  for (const row of rows) table.push(row.map(oneLine));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

export function statusTable(status: PlatformStatus, colors: Colors, now: number = Date.now()): string {
  const rows = [...status.services, ...status.system].flatMap((service) => serviceRows(service, colors, now));
  const title = `${colors.bold(status.platform)} is ${stateText(status.state, colors)}`;
  return `${title}\n\n${plainTable(HEAD, rows, colors)}`;
}

function serviceRows(service: ServiceStatus, colors: Colors, now: number): string[][] {
  const ready = `${service.ready}/${service.desired}`;
  const head = [service.name, service.url ?? '', service.ready < service.desired ? colors.yellow(ready) : ready];
  if (service.instances.length === 0) return [[...head, ...Array<string>(8).fill('')]];
  return service.instances.map((instance, index) => [
    ...(index === 0 ? head : ['', '', '']),
    ...instanceCells(instance, colors, now),
  ]);
}

function instanceCells(instance: InstanceStatus, colors: Colors, now: number): string[] {
  const { id, pid, state, port, startedAt, nextTryAt, restarts, cpuCores, memoryBytes } = instance;
  const nextTry = nextTryAt === null ? '' : `, next try in ${formatDuration(Math.max(Date.parse(nextTryAt) - now, 0))}`;
  return [
    id,
    `${stateText(state, colors)}${nextTry}`,
    pid === null ? '' : String(pid),
    port === null ? '' : String(port),
    startedAt === null || pid === null ? '' : formatDuration(Math.max(now - Date.parse(startedAt), 0)),
    String(restarts),
    cpuCores === null ? '' : `${(cpuCores * 100).toFixed(1)}%`,
    memoryBytes === null ? '' : formatSize(memoryBytes),
  ];
}

function stateText(state: InstanceState | PlatformStatus['state'], colors: Colors): string {
  if (state === 'ready') return colors.green(state);
  if (state === 'crashed' || state === 'down' || state === 'degraded') return colors.red(state);
  return colors.yellow(state);
}
