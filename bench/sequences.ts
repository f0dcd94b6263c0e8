/**
 * Random sequences of trouble for supervision's decisions, in virtual time: no duplicate, no orphan, no wedge, no wrong
 * kill. Arguments: how many (100000), the first seed (1). One sequence alone is printed step by step.
 */
import { setImmediate } from 'node:timers/promises';
import { DISTURBANCES, planFrom } from '../packages/runtime-process/src/core/simulation/plan.ts';
import { play } from '../packages/runtime-process/src/core/simulation/sequence.ts';
import { progress, type BenchOutcome } from './harness/bench.ts';
import { renderTable } from './harness/table.ts';

/** Sequences between two looks at the signal. */
const BATCH = 500;

/** Violations that are listed with their seed. */
const LISTED = 10;

interface Tally {
  sequences: number;
  steps: number;
  virtualMs: number;
  violations: number;
  readonly listed: { readonly seed: number; readonly violation: string }[];
  readonly disturbances: Record<string, number>;
}

export async function run(argv: readonly string[], signal: AbortSignal): Promise<BenchOutcome> {
  const count = Number(argv[0] ?? 100_000);
  const firstSeed = Number(argv[1] ?? 1);
  const tally: Tally = {
    sequences: 0,
    steps: 0,
    virtualMs: 0,
    violations: 0,
    listed: [],
    disturbances: Object.fromEntries(DISTURBANCES.map((kind) => [kind, 0])),
  };
  const startedAt = performance.now();
  for (let seed = firstSeed; seed < firstSeed + count; seed += 1) {
    playOne(tally, seed, count === 1);
    if (tally.sequences % BATCH !== 0) continue;
    await setImmediate();
    signal.throwIfAborted();
    if (tally.sequences % 10_000 === 0) progress(`${tally.sequences} sequences, ${tally.violations} violations`);
  }
  return outcome(tally, (performance.now() - startedAt) / 1_000);
}

function playOne(tally: Tally, seed: number, verbose: boolean): void {
  const plan = planFrom(seed);
  const { steps, lastedMs, violation } = play(plan, verbose ? progress : undefined);
  tally.sequences += 1;
  tally.steps += steps;
  tally.virtualMs += lastedMs;
  for (const { kind } of plan.disturbances) tally.disturbances[kind] = (tally.disturbances[kind] ?? 0) + 1;
  if (violation === null) return;
  tally.violations += 1;
  if (tally.listed.length < LISTED) tally.listed.push({ seed, violation });
}

function outcome(tally: Tally, seconds: number): BenchOutcome {
  const { sequences, steps, virtualMs, violations, listed, disturbances } = tally;
  const virtualHours = virtualMs / 3_600_000;
  const rows = Object.entries(disturbances).map(([kind, times]) => [kind, times]);
  const summary =
    `${sequences} sequences, ${steps} decisions, ${virtualHours.toFixed(0)} virtual hours in ${seconds.toFixed(1)} s: ` +
    `${violations} violations`;
  const found = listed.map(({ seed, violation }) => `seed ${seed}: ${violation}`);
  return {
    table: [renderTable([['disturbance', 'times'], ...rows]), '', summary, ...found].join('\n'),
    json: { sequences, decisions: steps, virtualHours, seconds, violations, listed, disturbances },
  };
}
