/**
 * HTTP framing under differential fuzzing: generated, damaged and classic smuggling messages through a real mesh. What
 * node:http reads behind it must be what the mesh's parser said it forwarded, in both directions.
 *
 * Usage: npm run bench -- framing [INPUTS [SEED]]    defaults: 100000 inputs, seed 1
 */
import { fuzz } from '../packages/mesh/src/fuzz/run.ts';
import { VERDICTS } from '../packages/mesh/src/fuzz/verdict.ts';
import { type BenchOutcome, progress } from './harness/bench.ts';
import { renderTable } from './harness/table.ts';

const DEFAULT_INPUTS = 100_000;
const REQUEST_SHARE = 0.6;

/** Fails when a defect is found; the first inputs that show it are in the message. */
export async function run(argv: readonly string[], signal: AbortSignal): Promise<BenchOutcome> {
  const inputs = Number(argv[0] ?? DEFAULT_INPUTS);
  const seed = Number(argv[1] ?? 1);
  const startedAt = performance.now();
  const { requests, responses, leaked } = await fuzz({
    requests: Math.ceil(inputs * REQUEST_SHARE),
    responses: Math.ceil(inputs * (1 - REQUEST_SHARE)),
    seed,
    signal,
    onProgress: (done) => {
      progress(`framing: ${done} inputs`);
    },
  });
  signal.throwIfAborted();
  const seconds = (performance.now() - startedAt) / 1_000;
  const defects = [...requests.defects, ...responses.defects];
  if (defects.length > 0) throw new Error(`Defects were found: ${JSON.stringify(defects, undefined, 2)}`);
  if (leaked > 0) throw new Error(`${leaked} connections or requests were left open`);
  const rows = VERDICTS.map((verdict) => [verdict, requests.counts[verdict], responses.counts[verdict]]);
  const table = renderTable([
    ['verdict', 'requests', 'responses'],
    ...rows,
    ['total', requests.total, responses.total],
    ['left open', leaked, null],
  ]);
  const total = requests.total + responses.total;
  const refusals = Object.fromEntries([...requests.refusals].toSorted(([, a], [, b]) => b - a));
  const json = {
    inputs: total,
    seed,
    seconds,
    requests: requests.counts,
    responses: responses.counts,
    refusals,
    leaked,
  };
  return { table, json };
}
