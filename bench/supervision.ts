/**
 * How long a server is away after SIGKILL: nines next to runit, pm2 and supervisord, and the fourth crash in a row.
 *
 * Each is measured alone, in turns, after a steady run, at the server's own port and under the same Node.
 *
 * Arguments: --rounds N (7), --crash-rounds N (5), --only NAME[,NAME...]
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { progress } from './harness/bench.ts';
import type { BenchOutcome } from './harness/bench.ts';
import { measureRecovery, waitUntilServed } from './harness/recovery.ts';
import { median, round } from './harness/statistics.ts';
import { findSupervisors } from './harness/supervisors.ts';
import type { StartSupervisor } from './harness/supervisors.ts';
import { renderTable } from './harness/table.ts';

/** A run without a crash that every supervisor takes for a good start, ms. */
const STEADY_MS = 11_000;

const CRASHES_IN_A_ROW = 4;

/** Measures all of them, one at a time, in turns. */
export async function run(argv: readonly string[], signal: AbortSignal): Promise<BenchOutcome> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      rounds: { type: 'string', default: '7' },
      'crash-rounds': { type: 'string', default: '5' },
      only: { type: 'string' },
    },
  });
  const wanted = values.only?.split(',');
  const found = Object.entries(await findSupervisors());
  const supervisors = found.filter(([name]) => wanted?.includes(name) ?? true);
  const samples = new Map(supervisors.map(([name]) => [name, [] as number[]]));
  for (let round = 1; round <= Number(values.rounds); round += 1) {
    for (const [name, start] of supervisors) {
      const ms = await afterSteadyRun(start, signal, (port) => measureRecovery(port, signal));
      samples.get(name)?.push(ms);
      progress(`round ${round}: ${name} ${ms.toFixed(1)} ms`);
    }
  }
  const fourth = await fourthCrashes(Object.fromEntries(found)['nines'], Number(values['crash-rounds']), signal);
  return outcome(samples, fourth);
}

async function afterSteadyRun<T>(
  start: StartSupervisor,
  signal: AbortSignal,
  measure: (port: number) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const supervisor = await start();
  try {
    await waitUntilServed(supervisor.port, signal);
    await sleep(STEADY_MS, undefined, { signal });
    return await measure(supervisor.port);
  } finally {
    await supervisor.stop();
  }
}

/** Kills the server as soon as it is back, four times; the last time away is what counts. */
async function fourthCrashes(
  start: StartSupervisor | undefined,
  rounds: number,
  signal: AbortSignal,
): Promise<readonly number[]> {
  const times: number[] = [];
  if (start === undefined) return times;
  for (let round = 1; round <= rounds; round += 1) {
    const inARow = await afterSteadyRun(start, signal, async (port) => {
      const row: number[] = [];
      for (let crash = 1; crash <= CRASHES_IN_A_ROW; crash += 1) row.push(await measureRecovery(port, signal));
      return row;
    });
    times.push(inARow.at(-1) ?? Number.NaN);
    progress(`crashes in a row ${round}: ${inARow.map((ms) => ms.toFixed(0)).join(', ')} ms`);
  }
  return times;
}

function outcome(samples: ReadonlyMap<string, readonly number[]>, fourth: readonly number[]): BenchOutcome {
  const rows = [...samples].map(
    ([name, times]) => [name, median(times), Math.min(...times), Math.max(...times)] as const,
  );
  const table = renderTable([['SIGKILL to serving again, ms', 'median', 'best', 'worst'], ...rows]);
  const fourthCrashMs = round(median(fourth));
  const medianMs = Object.fromEntries(rows.map(([name, middle]) => [name, round(middle)]));
  const samplesMs = Object.fromEntries([...samples].map(([name, times]) => [name, times.map((ms) => round(ms))]));
  return {
    table: `${table}\n\nfourth crash in a row, nines, median: ${fourthCrashMs} ms`,
    json: { medianMs, fourthCrashMs, samplesMs, fourthCrashSamplesMs: fourth.map((ms) => round(ms)) },
  };
}
