import { readCatalog } from '@nines/catalog';
import { likelyCauses } from '@nines/detection';
import type { Cause, Evidence } from '@nines/detection';
import { NinesError } from '@nines/kernel';
import type { LogLine, NinesEvent, PlatformStatus, ServiceStatus } from '@nines/kernel';
import { describeListener } from '@nines/runtime-process';
import type { CommandHandler, Invocation } from '../command.ts';
import { eventLine } from '../event-line.ts';
import { EXIT } from '../exit-codes.ts';
import { parameter } from '../option-values.ts';
import { locatePlatform } from '../locate-platform.ts';
import type { Platform } from '../platform.ts';
import { statusTable } from '../status-table.ts';
import { machineOf, variablesFor } from '../variables.ts';

const EVENTS_SHOWN = 15;

/** Per instance. A program that dies of an exception writes its message well above its last line. */
const LOG_LINES_READ = 100;
const LOG_LINES_SHOWN = 10;

export const describe: CommandHandler = async (invocation) => {
  const { output } = invocation;
  const name = parameter(invocation, 0);
  const platform = await locatePlatform(invocation);
  const evidence = await gather(platform, name, invocation);
  const { service } = evidence;
  output.print(statusTable({ ...(await platform.runtime.status()), services: [service], system: [] }, output.colors));
  const causes = likelyCauses(evidence);
  printCauses(invocation, causes);
  printSection(
    invocation,
    'events',
    evidence.events.slice(-EVENTS_SHOWN).map((event) => eventLine(event, output.colors)),
  );
  const shown = [...Map.groupBy(evidence.logs, ({ instance }) => instance).values()].flatMap((lines) =>
    lines.slice(-LOG_LINES_SHOWN),
  );
  const lines = shown.map(({ instance, text }) => `${output.colors.cyan(instance)} ${text}`);
  printSection(invocation, 'last log lines', lines);
  // Ready between two crashes is not well: whoever asks at that moment gets the answer that the causes give.
  return service.ready >= service.desired && causes.length === 0 ? EXIT.fine : EXIT.degraded;
};

async function gather(platform: Platform, name: string, { environment, signal }: Invocation): Promise<Evidence> {
  const status = await platform.runtime.status();
  const service = serviceOf(status, name);
  const machine = machineOf(variablesFor(platform.catalogFile, environment));
  const { catalog } = await readCatalog(platform.catalogFile, machine);
  const called = new Set((catalog?.edges ?? []).filter(({ from }) => from === name).map(({ to }) => to));
  const ids = new Set([name, ...service.instances.map(({ id }) => id)]);
  return {
    service,
    dependencies: status.services.filter((other) => called.has(other.name)),
    events: await collect(platform.recordedEvents(), (event: NinesEvent) => ids.has(event.subject)),
    logs: await collect(platform.runtime.logs(name, { tail: LOG_LINES_READ, signal }), (_: LogLine) => true),
    listener: status.system.includes(service) ? strangerAt(service) : undefined,
  };
}

function serviceOf(status: PlatformStatus, name: string): PlatformStatus['services'][number] {
  const all = [...status.services, ...status.system];
  const service = all.find((candidate) => candidate.name === name);
  if (service !== undefined) return service;
  const names = all.map((candidate) => candidate.name).join(', ');
  throw new NinesError('RUNTIME_UNKNOWN_SERVICE', `there is no service "${name}"; there are ${names}`);
}

/** Who listens on the port of one of Nines' own workloads instead of it. For others the mesh listens at their address. */
function strangerAt({ instances, ready, url }: ServiceStatus): string | undefined {
  if (ready > 0 || url === null) return undefined;
  const listener = describeListener(Number(new URL(url).port));
  const isItsOwn = instances.some(({ pid }) => pid !== null && listener?.startsWith(`process ${pid} `));
  return isItsOwn ? undefined : listener;
}

async function collect<T>(source: AsyncIterable<T> | Iterable<T>, wanted: (item: T) => boolean): Promise<T[]> {
  const items: T[] = [];
  for await (const item of source) if (wanted(item)) items.push(item);
  return items;
}

function printCauses({ output }: Invocation, causes: readonly Cause[]): void {
  if (causes.length === 0) {
    output.print(`\n${output.colors.green('nothing is wrong')}: all replicas are ready`);
    return;
  }
  output.print(`\n${output.colors.bold('likely cause')}`);
  for (const { cause, evidence: seen, remedy } of causes) {
    output.print(`  ${output.colors.red(cause)}`);
    output.print(`    seen: ${seen}`);
    output.print(`    do:   ${remedy}`);
  }
}

function printSection({ output }: Invocation, title: string, lines: readonly string[]): void {
  output.print(`\n${output.colors.bold(title)}`);
  for (const line of lines.length === 0 ? ['none'] : lines) output.print(`  ${line}`);
}
