/**
 * Overload: 100 connections against a service that burns 30 ms of CPU a request, two replicas, one minute.
 *
 * Slow is not stuck: no instance may be restarted for it.
 *
 * Arguments: --seconds N (60), --connections N (100)
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Pool } from 'undici';
import { progress } from './harness/bench.ts';
import type { BenchOutcome } from './harness/bench.ts';
import { BenchPlatform } from './harness/platform.ts';
import { freePorts } from '@nines/testkit/ports';
import { percentile, round } from './harness/statistics.ts';
import { renderTable } from './harness/table.ts';

const SERVER = join(import.meta.dirname, 'fixtures', 'busy', 'server.cjs');
const CPU_MS_A_REQUEST = 30;

/** A client that is refused does not ask again at once, ms. */
const RETRY_PAUSE_MS = 50;

/** Loads the service through its stable address. */
export async function run(argv: readonly string[], signal: AbortSignal): Promise<BenchOutcome> {
  const { values } = parseArgs({
    args: [...argv],
    options: { seconds: { type: 'string', default: '60' }, connections: { type: 'string', default: '100' } },
  });
  const [port = 0, ingressPort = 0] = await freePorts(2);
  const busy = {
    run: { command: `${process.execPath} ${SERVER} ${CPU_MS_A_REQUEST}` },
    port,
    replicas: { min: 2, max: 2 },
    health: { liveness: '/livez', readiness: '/readyz' },
  };
  const catalog = {
    apiVersion: 'nines.dev/v1',
    kind: 'Platform',
    monitoring: { enabled: false },
    metadata: { name: 'overload' },
    ingress: { http: ingressPort },
  };
  const platform = await BenchPlatform.create(JSON.stringify({ ...catalog, services: { busy } }));
  try {
    await platform.up();
    const connections = Number(values.connections);
    progress(`${connections} connections for ${values.seconds} s`);
    const load = await loadFor(`http://127.0.0.1:${port}`, connections, Number(values.seconds) * 1_000, signal);
    const restarts = await platform.restarts();
    const json = {
      connections,
      seconds: Number(values.seconds),
      restarts,
      answered: load.latenciesMs.length,
      failed: Object.values(load.failures).reduce((sum, count) => sum + count, 0),
      p50Ms: round(percentile(load.latenciesMs, 0.5), 0),
      p99Ms: round(percentile(load.latenciesMs, 0.99), 0),
    };
    const table = renderTable([['overload', ''], ...Object.entries(json), ...Object.entries(load.failures)]);
    return { table, json: { ...json, failures: load.failures } };
  } finally {
    await platform.remove();
  }
}

interface Load {
  readonly latenciesMs: readonly number[];
  /** How often each reason occurred: a status from 500 on, or the code of an error. */
  readonly failures: Readonly<Record<string, number>>;
}

/** A closed loop: each connection asks again as soon as it was answered. */
async function loadFor(origin: string, connections: number, durationMs: number, signal: AbortSignal): Promise<Load> {
  const pool = new Pool(origin, { connections, headersTimeout: 60_000 });
  const latenciesMs: number[] = [];
  const failures: Record<string, number> = {};
  const fail = (reason: string): void => void (failures[reason] = (failures[reason] ?? 0) + 1);
  const until = performance.now() + durationMs;
  const ask = async (): Promise<void> => {
    const startedAt = performance.now();
    try {
      const { statusCode, body } = await pool.request({ method: 'GET', path: '/', signal });
      await body.dump();
      if (statusCode < 500) latenciesMs.push(performance.now() - startedAt);
      else fail(String(statusCode));
    } catch (error) {
      signal.throwIfAborted();
      fail(error instanceof Error && 'code' in error ? String(error.code) : 'unknown');
      await sleep(RETRY_PAUSE_MS, undefined, { signal });
    }
  };
  const client = async (): Promise<void> => {
    while (performance.now() < until) await ask();
  };
  await Promise.all(Array.from({ length: connections }, client));
  await pool.close();
  return { latenciesMs, failures };
}
