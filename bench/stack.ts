/**
 * A stack of 20 services with dependencies: the time until all are ready next to its critical path.
 *
 * The critical path is the longest sum, along dependencies, of what each service itself needed from the start of its
 * process until it was ready, as measured in the same run.
 */
import type { NinesEvent } from '@nines/kernel';
import type { BenchOutcome } from './harness/bench.ts';
import { BenchPlatform } from './harness/platform.ts';
import { freePorts } from '@nines/testkit/ports';
import { round } from './harness/statistics.ts';
import { renderTable } from './harness/table.ts';
import { join } from 'node:path';

const SERVICE = join(import.meta.dirname, 'fixtures', 'stack', 'service.cjs');

/** Time that a service needs before it listens, ms, and what it depends on. */
interface StackService {
  readonly name: string;
  readonly delayMs: number;
  readonly dependsOn: readonly string[];
}

/** Five layers of four; each service needs two of the layer below. */
const STACK: readonly StackService[] = Array.from({ length: 20 }, (_, index) => {
  const layer = Math.floor(index / 4);
  const below = (offset: number): string => `s${4 * (layer - 1) + ((index + offset) % 4)}`;
  return {
    name: `s${index}`,
    delayMs: 300 + ((index * 137) % 500),
    dependsOn: layer === 0 ? [] : [below(0), below(1)],
  };
});

/** Starts the stack once. */
export async function run(_argv: readonly string[], signal: AbortSignal): Promise<BenchOutcome> {
  signal.throwIfAborted();
  const [ingressPort = 0, ...ports] = await freePorts(STACK.length + 1);
  const services = Object.fromEntries(
    STACK.map(({ name, delayMs, dependsOn }, index) => [
      name,
      {
        run: { command: `${process.execPath} ${SERVICE} ${delayMs}` },
        port: ports[index],
        replicas: { min: 1, max: 1 },
        dependsOn,
        health: { readiness: '/' },
      },
    ]),
  );
  const catalog = {
    apiVersion: 'nines.dev/v1',
    kind: 'Platform',
    monitoring: { enabled: false },
    metadata: { name: 'stack' },
    ingress: { http: ingressPort },
  };
  const platform = await BenchPlatform.create(JSON.stringify({ ...catalog, services }));
  try {
    const upMs = await platform.up();
    return outcome(upMs, timesOf(await platform.events()));
  } finally {
    await platform.remove();
  }
}

interface Times {
  readonly startedAt: number;
  readonly readyAt: number;
}

/** First start and first readiness of each service, wall clock, ms. */
function timesOf(events: readonly NinesEvent[]): ReadonlyMap<string, Times> {
  const first = (type: string, slot: string): number => {
    const event = events.find((candidate) => candidate.type === type && candidate.subject === slot);
    if (event === undefined) throw new Error(`There is no ${type} of ${slot}`);
    return Date.parse(event.time);
  };
  return new Map(
    STACK.map(({ name }) => [
      name,
      { startedAt: first('instance.started', `${name}-0`), readyAt: first('instance.ready', `${name}-0`) },
    ]),
  );
}

function outcome(upMs: number, times: ReadonlyMap<string, Times>): BenchOutcome {
  const finished = new Map<string, number>();
  for (const { name, dependsOn } of STACK) {
    const { startedAt = 0, readyAt = 0 } = times.get(name) ?? {};
    const before = Math.max(0, ...dependsOn.map((dependency) => finished.get(dependency) ?? 0));
    finished.set(name, before + readyAt - startedAt);
  }
  const criticalPathMs = Math.max(...finished.values());
  const all = [...times.values()];
  const allReadyMs =
    Math.max(...all.map(({ readyAt }) => readyAt)) - Math.min(...all.map(({ startedAt }) => startedAt));
  const overhead = round(allReadyMs / criticalPathMs - 1, 3);
  const table = renderTable([
    [`${STACK.length} services`, 'ms'],
    ['critical path', criticalPathMs],
    ['first start to all ready', allReadyMs],
    ['the whole of nines up', upMs],
  ]);
  return {
    table: `${table}\n\nabove the critical path: ${round(100 * overhead)} %`,
    json: { services: STACK.length, criticalPathMs, allReadyMs, upMs: round(upMs, 0), overheadRatio: overhead },
  };
}
