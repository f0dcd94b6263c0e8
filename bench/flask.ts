/**
 * The api's `/` through the mesh next to the same endpoint of a Flask application, and that application under Nines.
 *
 * `ab -n 20000 -c 50`, in turns. Flask is Debian's, with its development server in one process.
 *
 * Arguments: --rounds N (3), --requests N (20000)
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureThroughput } from './harness/apache-bench.ts';
import type { ThroughputSample } from './harness/apache-bench.ts';
import { progress } from './harness/bench.ts';
import type { BenchOutcome } from './harness/bench.ts';
import { findFlask } from './harness/peer-programs.ts';
import type { PythonPackage } from './harness/peer-programs.ts';
import { BenchPlatform } from './harness/platform.ts';
import { freePorts } from '@nines/testkit/ports';
import { end, start } from './harness/processes.ts';
import { waitUntilAnswered } from './harness/recovery.ts';
import { median, round } from './harness/statistics.ts';
import { renderTable } from './harness/table.ts';
import { createTalent } from './harness/talent.ts';

const CONCURRENCY = 50;
const WARM_UP_REQUESTS = 2_000;
const APPLICATION = join(import.meta.dirname, 'fixtures', 'flask', 'app.py');

/** Starts both, measures them in turns, stops both; then Flask as a service of its own platform. */
export async function run(argv: readonly string[], signal: AbortSignal): Promise<BenchOutcome> {
  const { values } = parseArgs({
    args: [...argv],
    options: { rounds: { type: 'string', default: '3' }, requests: { type: 'string', default: '20000' } },
  });
  const flask = await findFlask();
  const requests = Number(values.requests);
  const directory = await mkdtemp(join(tmpdir(), 'nines-flask-'));
  try {
    const [port = 0] = await freePorts(1);
    await placeApplication(directory, port);
    const foreign = await asForeignService(flask, directory, port, signal);
    const samples = await sideBySide(flask, directory, port, { rounds: Number(values.rounds), requests }, signal);
    return outcome(samples, foreign);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** The application with another port in its code, since 5000 may be taken here. */
async function placeApplication(directory: string, port: number): Promise<void> {
  const source = await readFile(APPLICATION, 'utf8');
  await writeFile(join(directory, 'app.py'), source.replace('port=5000', `port=${port}`));
}

interface Samples {
  readonly nines: readonly ThroughputSample[];
  readonly flask: readonly ThroughputSample[];
}

async function sideBySide(
  { python, pythonPath }: PythonPackage,
  directory: string,
  port: number,
  { rounds, requests }: { readonly rounds: number; readonly requests: number },
  signal: AbortSignal,
): Promise<Samples> {
  const talent = await createTalent();
  const env = { ...process.env, ...(pythonPath === undefined ? {} : { PYTHONPATH: pythonPath }) };
  const server = start(python, ['app.py'], { cwd: directory, env });
  const urls = { nines: `http://127.0.0.1:${talent.ports['api'] ?? 0}/`, flask: `http://127.0.0.1:${port}/` };
  const samples = { nines: [] as ThroughputSample[], flask: [] as ThroughputSample[] };
  try {
    await talent.platform.up();
    for (const url of Object.values(urls)) {
      await waitUntilAnswered(url, signal);
      await measureThroughput(url, WARM_UP_REQUESTS, CONCURRENCY, signal);
    }
    for (let turn = 1; turn <= rounds; turn += 1) {
      for (const name of ['nines', 'flask'] as const) {
        const sample = await measureThroughput(urls[name], requests, CONCURRENCY, signal);
        samples[name].push(sample);
        progress(`round ${turn}: ${name} ${sample.requestsPerSecond.toFixed(0)} requests/s, p95 ${sample.p95Ms} ms`);
      }
    }
  } finally {
    await end(server, 'SIGTERM');
    await talent.platform.remove();
  }
  return samples;
}

/** The same application with nothing but its row in a catalog: started, probed, reached through the mesh. */
async function asForeignService(
  { python, pythonPath }: PythonPackage,
  directory: string,
  port: number,
  signal: AbortSignal,
): Promise<ThroughputSample> {
  const [stablePort = 0, ingressPort = 0] = await freePorts(2);
  const row = {
    run: { command: `${python} app.py`, cwd: directory },
    port: stablePort,
    listens: { fixed: port },
    health: { readiness: '/' },
    ...(pythonPath === undefined ? {} : { env: { PYTHONPATH: pythonPath } }),
  };
  const catalog = {
    apiVersion: 'nines.dev/v1',
    kind: 'Platform',
    monitoring: { enabled: false },
    metadata: { name: 'foreign' },
  };
  const platform = await BenchPlatform.create(
    JSON.stringify({ ...catalog, ingress: { http: ingressPort }, services: { flask: row } }),
  );
  try {
    await platform.up();
    const sample = await measureThroughput(`http://127.0.0.1:${stablePort}/`, WARM_UP_REQUESTS, CONCURRENCY, signal);
    progress(`flask under nines: ${sample.requestsPerSecond.toFixed(0)} requests/s, ${sample.failed} failed`);
    return sample;
  } finally {
    await platform.remove();
  }
}

function outcome(samples: Samples, foreign: ThroughputSample): BenchOutcome {
  const all: Readonly<Record<string, readonly ThroughputSample[]>> = { ...samples, flaskUnderNines: [foreign] };
  const summary = Object.fromEntries(
    Object.entries(all).map(([name, runs]) => [
      name,
      {
        requestsPerSecond: round(median(runs.map((run) => run.requestsPerSecond))),
        p95Ms: median(runs.map((run) => run.p95Ms)),
        failed: runs.reduce((sum, run) => sum + run.failed, 0),
      },
    ]),
  );
  const ratio = round((summary['nines']?.requestsPerSecond ?? 0) / (summary['flask']?.requestsPerSecond ?? 0), 2);
  const rows = Object.entries(summary).map(
    ([name, row]) => [name, row.requestsPerSecond, row.p95Ms, row.failed] as const,
  );
  const table = renderTable([['', 'requests/s', 'p95 ms', 'failed'], ...rows]);
  return { table: `${table}\n\nnines / flask: ${ratio}`, json: { ratio, ...summary } };
}
