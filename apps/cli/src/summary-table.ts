/** What `up` ends with: where everything is, how long it took, what it costs. */
import type { createColors } from 'picocolors';
import { formatDuration, formatSize } from '@nines/kernel';
import type { ServiceStatus } from '@nines/kernel';
import { plainTable } from './status-table.ts';
import type { Reached } from './wait-until-ready.ts';

export function summaryTable(reached: Reached, colors: ReturnType<typeof createColors>): string {
  const { status, memoryBytes, openings } = reached.report;
  const rows = [...status.services, ...status.system].map((service) => summaryRow(service, reached));
  const table = plainTable(['service', 'address', 'ready', 'ready after', 'memory'], rows, colors);
  const total = memoryBytes === null ? '' : `\nmemory of all processes: ${formatSize(memoryBytes)}`;
  const doors = openings.map(({ service, url }) => `\n${colors.bold(service)} ${colors.cyan(url)}`).join('');
  return `\n${table}\n${total}${doors === '' ? '' : `\n${doors}`}`;
}

function summaryRow(service: ServiceStatus, reached: Reached): string[] {
  const readyAfterMs = reached.readyAfterMs.get(service.name);
  return [
    service.name,
    service.url ?? '',
    `${service.ready}/${service.desired}`,
    readyAfterMs === undefined ? '' : formatDuration(readyAfterMs),
    memoryOf(service),
  ];
}

function memoryOf(service: ServiceStatus): string {
  const known = service.instances.map(({ memoryBytes }) => memoryBytes).filter((bytes) => bytes !== null);
  return known.length === 0 ? '' : formatSize(known.reduce((sum, bytes) => sum + bytes, 0));
}
