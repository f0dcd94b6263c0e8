/**
 * How long `nines up` takes until everything is ready, first with nothing there, then again, and the memory of it all.
 *
 * Memory is the proportional set size of every process of the platform, monitoring included, 30 s after ready, without
 * load.
 *
 * Arguments: --rounds N (3)
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { progress } from './harness/bench.ts';
import type { BenchOutcome } from './harness/bench.ts';
import { familyOf, memoryBytes } from './harness/processes.ts';
import { median, round } from './harness/statistics.ts';
import { renderTable } from './harness/table.ts';
import { createTalent } from './harness/talent.ts';

const SETTLE_MS = 30_000;
const MEBIBYTE = 2 ** 20;

interface Start {
  readonly coldMs: number;
  readonly warmMs: number;
  readonly memoryMiB: number;
  readonly processes: number;
}

/** Each round has a state directory of its own. */
export async function run(argv: readonly string[], signal: AbortSignal): Promise<BenchOutcome> {
  const { values } = parseArgs({ args: [...argv], options: { rounds: { type: 'string', default: '3' } } });
  const starts: Start[] = [];
  for (let turn = 1; turn <= Number(values.rounds); turn += 1) {
    signal.throwIfAborted();
    const start = await measureStart(signal);
    starts.push(start);
    progress(
      `round ${turn}: cold ${(start.coldMs / 1_000).toFixed(1)} s, warm ${(start.warmMs / 1_000).toFixed(1)} s, ${start.memoryMiB} MiB`,
    );
  }
  const middle = (pick: (start: Start) => number): number => round(median(starts.map(pick)), 0);
  const json = {
    coldMs: middle((start) => start.coldMs),
    warmMs: middle((start) => start.warmMs),
    memoryMiB: middle((start) => start.memoryMiB),
    processes: middle((start) => start.processes),
    rounds: starts.map(({ coldMs, warmMs, memoryMiB }) => ({
      coldMs: round(coldMs, 0),
      warmMs: round(warmMs, 0),
      memoryMiB,
    })),
  };
  const table = renderTable([
    ['nines up, median', ''],
    ['cold (first initdb), s', json.coldMs / 1_000],
    ['warm, s', json.warmMs / 1_000],
    ['memory 30 s after ready, MiB', json.memoryMiB],
    ['processes', json.processes],
  ]);
  return { table, json };
}

async function measureStart(signal: AbortSignal): Promise<Start> {
  const { platform } = await createTalent({ watched: true });
  try {
    const coldMs = await platform.up();
    await platform.down();
    const warmMs = await platform.up();
    await sleep(SETTLE_MS, undefined, { signal });
    const family = familyOf(platform.directory);
    const bytes = family.reduce((sum, { pid }) => sum + memoryBytes(pid), 0);
    return { coldMs, warmMs, memoryMiB: round(bytes / MEBIBYTE, 0), processes: family.length };
  } finally {
    await platform.remove();
  }
}
