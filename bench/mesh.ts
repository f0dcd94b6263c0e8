/**
 * The mesh with all its measuring next to HAProxy and nginx in front of the same upstream: throughput, latency, CPU.
 *
 * `wrk -t1 -c64`, 98-byte answers, in turns; then a fixed 5,000 requests/s; then the mesh alone at full load.
 *
 * Arguments: --rounds N (3), --seconds N (10), --minutes N (10; 0 leaves the long run out)
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { progress } from './harness/bench.ts';
import type { BenchOutcome } from './harness/bench.ts';
import { runPacedLoad } from './harness/paced-load.ts';
import { environmentFor, findWrk } from './harness/peer-programs.ts';
import { complete } from './harness/processes.ts';
import { startHaproxy, startMesh, startNginxProxy, startUpstream } from './harness/proxies.ts';
import type { Proxy } from './harness/proxies.ts';
import { median, percentile, round } from './harness/statistics.ts';
import { renderTable } from './harness/table.ts';

const CONNECTIONS = 64;
const WARM_UP_SECONDS = 3;
const PACED = { requestsPerSecond: 5_000, durationMs: 10_000, connections: CONNECTIONS };
const MINUTE_MS = 60_000;

/** In the order in which they are measured. */
const STARTERS = { nines: startMesh, haproxy: startHaproxy, nginx: startNginxProxy } as const;

type Contender = keyof typeof STARTERS;
const CONTENDERS = Object.keys(STARTERS) as readonly Contender[];

interface PeakSample {
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly cpuPerRequestUs: number;
  readonly errors: number;
}

export async function run(argv: readonly string[], signal: AbortSignal): Promise<BenchOutcome> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '10' },
      minutes: { type: 'string', default: '10' },
    },
  });
  const directory = await mkdtemp(join(tmpdir(), 'nines-mesh-'));
  const running: Proxy[] = [];
  try {
    const upstream = await startUpstream(directory, signal);
    running.push(upstream);
    const proxies = new Map<Contender, Proxy>();
    for (const name of CONTENDERS) {
      const proxy = await STARTERS[name](directory, upstream.port, signal);
      running.push(proxy);
      proxies.set(name, proxy);
    }
    const rounds = Number(values.rounds);
    const peaks = await measurePeaks(proxies, rounds, Number(values.seconds), signal);
    const paced = await measurePaced(upstream, proxies, rounds, signal);
    const long = await measureLong(proxies.get('nines'), Number(values.minutes), signal);
    return outcome(peaks, paced, long);
  } finally {
    for (const proxy of running.toReversed()) await proxy.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

async function measurePeaks(
  proxies: ReadonlyMap<Contender, Proxy>,
  rounds: number,
  seconds: number,
  signal: AbortSignal,
): Promise<ReadonlyMap<Contender, readonly PeakSample[]>> {
  const samples = new Map<Contender, PeakSample[]>(CONTENDERS.map((name) => [name, []]));
  for (const proxy of proxies.values()) await measurePeak(proxy, WARM_UP_SECONDS, signal);
  for (let turn = 1; turn <= rounds; turn += 1) {
    for (const [name, proxy] of proxies) {
      const sample = await measurePeak(proxy, seconds, signal);
      samples.get(name)?.push(sample);
      const { requestsPerSecond, cpuPerRequestUs, p99Ms } = sample;
      progress(
        `round ${turn}: ${name} ${Math.round(requestsPerSecond)} requests/s, ${cpuPerRequestUs.toFixed(1)} us CPU, p99 ${p99Ms} ms`,
      );
    }
  }
  return samples;
}

async function measurePeak(proxy: Proxy, seconds: number, signal: AbortSignal): Promise<PeakSample> {
  const program = await findWrk();
  const before = proxy.cpuSeconds();
  const args = ['-t1', `-c${CONNECTIONS}`, `-d${seconds}s`, '--latency', `http://127.0.0.1:${proxy.port}/`];
  const { stdout } = await complete(program.command, args, { signal, env: environmentFor(program) });
  const cpuSeconds = proxy.cpuSeconds() - before;
  const requests = Number(/(\d+) requests in/.exec(stdout)?.[1]);
  return {
    requestsPerSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]),
    p50Ms: wrkLatencyMs(stdout, '50%'),
    p99Ms: wrkLatencyMs(stdout, '99%'),
    cpuPerRequestUs: (cpuSeconds / requests) * 1e6,
    errors: wrkErrors(stdout),
  };
}

/** `     99%    3.62ms` */
function wrkLatencyMs(text: string, share: string): number {
  const [, value, unit = ''] = new RegExp(`${share}\\s+([\\d.]+)(us|ms|s)`).exec(text) ?? [];
  const factor = { us: 0.001, ms: 1, s: 1_000 }[unit] ?? Number.NaN;
  return round(Number(value) * factor, 3);
}

/** `Socket errors: connect 0, read 0, write 0, timeout 0` and `Non-2xx or 3xx responses: 7`, where there are any. */
function wrkErrors(text: string): number {
  const socket = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(text)?.slice(1) ?? [];
  const status = /Non-2xx or 3xx responses: (\d+)/.exec(text)?.slice(1) ?? [];
  return [...socket, ...status].reduce((sum, count) => sum + Number(count), 0);
}

interface PacedFigures {
  /** 99th percentile, ms, by contender and without any. */
  readonly p99Ms: Readonly<Record<string, number>>;
  readonly errors: number;
}

async function measurePaced(
  upstream: Proxy,
  proxies: ReadonlyMap<Contender, Proxy>,
  rounds: number,
  signal: AbortSignal,
): Promise<PacedFigures> {
  const ports = new Map<string, number>([['direct', upstream.port]]);
  for (const [name, { port }] of proxies) ports.set(name, port);
  const found = new Map<string, number[]>([...ports.keys()].map((name) => [name, []]));
  let errors = 0;
  for (let turn = 1; turn <= rounds; turn += 1) {
    for (const [name, port] of ports) {
      const { latenciesMs, errors: failed } = await runPacedLoad({ ...PACED, port, signal });
      const p99Ms = percentile(latenciesMs, 0.99);
      found.get(name)?.push(p99Ms);
      if (name === 'nines') errors += failed;
      progress(`round ${turn} at 5000 requests/s: ${name} p99 ${p99Ms.toFixed(2)} ms`);
    }
  }
  const p99Ms = Object.fromEntries([...found].map(([name, values]) => [name, round(median(values), 2)]));
  return { p99Ms, errors };
}

interface LongFigures {
  readonly minutes: number;
  readonly residentMiBMinute1: number;
  readonly residentMiBEnd: number;
  readonly growthPercent: number;
  readonly errors: number;
}

/** Full load for minutes on end: what leaks shows. */
async function measureLong(
  proxy: Proxy | undefined,
  minutes: number,
  signal: AbortSignal,
): Promise<LongFigures | undefined> {
  if (proxy === undefined || minutes === 0) return undefined;
  progress(`the mesh alone at full load for ${minutes} minutes`);
  const load = measurePeak(proxy, minutes * 60, signal);
  await sleep(MINUTE_MS, undefined, { signal });
  const first = proxy.residentBytes();
  const last = lastReading(proxy, minutes, signal);
  const { errors } = await load;
  const end = await last;
  const mebibytes = (bytes: number): number => round(bytes / 2 ** 20);
  return {
    minutes,
    residentMiBMinute1: mebibytes(first),
    residentMiBEnd: mebibytes(end),
    growthPercent: round((end / first - 1) * 100),
    errors,
  };
}

/** Just before the load ends. */
async function lastReading(proxy: Proxy, minutes: number, signal: AbortSignal): Promise<number> {
  await sleep((minutes - 1) * MINUTE_MS - 2_000, undefined, { signal });
  return proxy.residentBytes();
}

function outcome(
  peaks: ReadonlyMap<Contender, readonly PeakSample[]>,
  paced: PacedFigures,
  long: LongFigures | undefined,
): BenchOutcome {
  const figure = (key: keyof PeakSample): Record<string, number> =>
    Object.fromEntries(
      [...peaks].map(([name, samples]) => [name, round(median(samples.map((sample) => sample[key])), 2)]),
    );
  const requestsPerSecond = figure('requestsPerSecond');
  const cpuPerRequestUs = figure('cpuPerRequestUs');
  const p50Ms = figure('p50Ms');
  const p99Ms = figure('p99Ms');
  const errors =
    (peaks.get('nines') ?? []).reduce((sum, sample) => sum + sample.errors, 0) + paced.errors + (long?.errors ?? 0);
  const cpuRatio = round((cpuPerRequestUs['nines'] ?? 0) / (cpuPerRequestUs['haproxy'] ?? 0), 2);
  const addedP99MsAt5000 = round((paced.p99Ms['nines'] ?? 0) - (paced.p99Ms['direct'] ?? 0), 2);
  const rows = CONTENDERS.map((name) => [
    name,
    requestsPerSecond[name] ?? null,
    p50Ms[name] ?? null,
    p99Ms[name] ?? null,
    cpuPerRequestUs[name] ?? null,
    paced.p99Ms[name] ?? null,
  ]);
  const table = [
    renderTable([['', 'requests/s', 'p50 ms', 'p99 ms', 'CPU us', 'p99 ms at 5000/s'], ...rows]),
    '',
    `nines / haproxy, CPU a request: ${cpuRatio}; p99 added at 5000 requests/s: ${addedP99MsAt5000} ms; errors: ${errors}`,
    ...(long === undefined
      ? []
      : [
          `memory after ${long.minutes} min: ${long.growthPercent} % above that of the first (${long.residentMiBEnd} MiB)`,
        ]),
  ].join('\n');
  const json = { requestsPerSecond, cpuPerRequestUs, p50Ms, p99Ms, pacedP99Ms: paced.p99Ms, addedP99MsAt5000 };
  return { table, json: { ...json, cpuRatio, ...(long && { long }), errors } };
}
