/**
 * Failed requests while instances are killed and stopped: 200 requests a second on the portal, one minute each.
 *
 * In turn: SIGKILL to one replica of each service, SIGSTOP likewise, SIGKILL to the supervisor, SIGKILL to the mesh.
 * Only GETs are sent. One that fails before its answer began counts as failed; with the mesh killed, what counts is how
 * long connections were refused.
 *
 * Arguments: --rate N (200), --seconds N (60), --only PHASE[,PHASE...] of kill, stop, supervisor, mesh
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { progress } from './harness/bench.ts';
import type { BenchOutcome } from './harness/bench.ts';
import { runOpenLoop } from './harness/open-loop.ts';
import type { RequestRecord } from './harness/open-loop.ts';
import { familyOf } from './harness/processes.ts';
import { percentile, round } from './harness/statistics.ts';
import { renderTable } from './harness/table.ts';
import { createTalent } from './harness/talent.ts';
import type { Talent } from './harness/talent.ts';
import { Visitor } from './harness/visitor.ts';

const SERVICES = ['portal', 'api', 'auth', 'images', 'resumes'];

type Disturb = (talent: Talent, durationMs: number, signal: AbortSignal) => Promise<void>;

const PHASES: Readonly<Record<string, Disturb>> = {
  kill: (talent, durationMs, signal) => oneOfEach(talent, 'SIGKILL', durationMs, signal),
  stop: (talent, durationMs, signal) => oneOfEach(talent, 'SIGSTOP', durationMs, signal),
  supervisor: killSupervisor,
  mesh: killMesh,
};

/** Every phase has the whole load for its whole time. */
export async function run(argv: readonly string[], signal: AbortSignal): Promise<BenchOutcome> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      rate: { type: 'string', default: '200' },
      seconds: { type: 'string', default: '60' },
      only: { type: 'string', default: Object.keys(PHASES).join(',') },
    },
  });
  const talent = await createTalent();
  try {
    await talent.platform.up();
    const visitor = await Visitor.register(`http://127.0.0.1:${talent.ports['portal'] ?? 0}`);
    const json: Record<string, PhaseSummary> = {};
    for (const name of values.only.split(',')) {
      const disturb = PHASES[name];
      if (disturb === undefined)
        throw new Error(`There is no phase "${name}"; there are ${Object.keys(PHASES).join(', ')}`);
      const durationMs = Number(values.seconds) * 1_000;
      const load = { requestsPerSecond: Number(values.rate), durationMs, signal };
      const [records] = await Promise.all([
        runOpenLoop({ ...load, send: (index) => visitor.look(index) }),
        disturb(talent, durationMs, signal),
      ]);
      json[name] = summaryOf(records);
      progress(`${name}: ${JSON.stringify(json[name])}`);
      await untilReady(talent, signal);
    }
    await visitor.close();
    return { table: tableOf(json), json };
  } finally {
    await talent.platform.remove();
  }
}

/** One replica of each service in turn, spread over the time, and some quiet at the end. */
async function oneOfEach(talent: Talent, name: NodeJS.Signals, durationMs: number, signal: AbortSignal): Promise<void> {
  const pauseMs = durationMs / (SERVICES.length + 1);
  for (const service of SERVICES) {
    await sleep(pauseMs, undefined, { signal });
    const [victim] = await talent.platform.instances(service);
    if (typeof victim?.pid !== 'number') throw new Error(`${service} has no running instance to disturb`);
    process.kill(victim.pid, name);
    progress(`${name} to ${victim.id}`);
  }
}

/** The supervisor alone is killed, and later an instance, which somebody has to bring back. */
async function killSupervisor(talent: Talent, durationMs: number, signal: AbortSignal): Promise<void> {
  await sleep(durationMs / 4, undefined, { signal });
  const before = await talent.platform.status();
  const supervisor = familyOf(talent.platform.directory).find(
    ({ command }) => command.startsWith(process.execPath) && command.includes('supervisor/src/main.ts'),
  );
  if (supervisor === undefined) throw new Error('No process looks like the supervisor');
  process.kill(supervisor.pid, 'SIGKILL');
  progress(`SIGKILL to the supervisor (${supervisor.pid})`);
  const killedAt = performance.now();
  let after = await talent.platform.status();
  while (after.services.every(({ instances }) => instances.length === 0)) {
    if (performance.now() - killedAt > durationMs / 2) throw new Error('No supervisor came back');
    await sleep(100, undefined, { signal });
    after = await talent.platform.status();
  }
  progress(`a supervisor answers again after ${((performance.now() - killedAt) / 1_000).toFixed(1)} s`);
  const pids = (status: typeof before): string =>
    status.services.flatMap(({ instances }) => instances.map(({ id, pid }) => `${id}=${pid}`)).join(' ');
  if (pids(before) !== pids(after))
    throw new Error(`Instances were not adopted: ${pids(before)} became ${pids(after)}`);
  const [victim] = await talent.platform.instances('api');
  if (typeof victim?.pid === 'number') process.kill(victim.pid, 'SIGKILL');
}

async function killMesh(talent: Talent, durationMs: number, signal: AbortSignal): Promise<void> {
  await sleep(durationMs / 2, undefined, { signal });
  const [mesh] = await talent.platform.instances('mesh');
  if (typeof mesh?.pid !== 'number') throw new Error('The mesh does not run');
  process.kill(mesh.pid, 'SIGKILL');
  progress(`SIGKILL to the mesh (${mesh.pid})`);
}

async function untilReady(talent: Talent, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + 60_000;
  while ((await talent.platform.status()).state !== 'ready') {
    if (performance.now() > deadline) throw new Error('The platform is not ready again after 60 s');
    await sleep(500, undefined, { signal });
  }
}

interface PhaseSummary {
  readonly requests: number;
  readonly failed: number;
  readonly cut: number;
  /** How often each reason occurred. */
  readonly reasons: Readonly<Record<string, number>>;
  /** From the first refused connection to the last, ms. */
  readonly refusedForMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly worstMs: number;
}

function summaryOf(records: readonly RequestRecord[]): PhaseSummary {
  const reasons: Record<string, number> = {};
  for (const { outcome } of records) {
    if (outcome.kind !== 'ok') reasons[outcome.reason] = (reasons[outcome.reason] ?? 0) + 1;
  }
  const refused = records
    .filter(({ outcome }) => outcome.kind === 'failed' && outcome.reason === 'ECONNREFUSED')
    .map(({ intendedAt }) => intendedAt);
  const latencies = records.map(({ latencyMs }) => latencyMs);
  return {
    requests: records.length,
    failed: records.filter(({ outcome }) => outcome.kind === 'failed').length,
    cut: records.filter(({ outcome }) => outcome.kind === 'cut').length,
    reasons,
    refusedForMs: refused.length === 0 ? 0 : round(Math.max(...refused) - Math.min(...refused), 0),
    p50Ms: round(percentile(latencies, 0.5)),
    p99Ms: round(percentile(latencies, 0.99)),
    worstMs: round(Math.max(...latencies)),
  };
}

function tableOf(phases: Readonly<Record<string, PhaseSummary>>): string {
  const rows = Object.entries(phases).map(
    ([name, { requests, failed, cut, refusedForMs, p50Ms, p99Ms, worstMs }]) =>
      [name, requests, failed, cut, refusedForMs, p50Ms, p99Ms, worstMs] as const,
  );
  return renderTable([
    ['phase', 'requests', 'failed', 'cut', 'refused for ms', 'p50 ms', 'p99 ms', 'worst ms'],
    ...rows,
  ]);
}
