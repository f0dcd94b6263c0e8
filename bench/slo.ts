/**
 * Objectives to rules, and what the rules cost Prometheus, next to rules of the shape that Sloth publishes.
 *
 * 10,000 objectives become the text of a rule file in a process of its own, from its start to its end. Then a real
 * Prometheus evaluates the rules of 500 objectives, and after it another one those of Sloth's shape for the same 500, each
 * with a copy of the same past: 3 days of two counters per objective every minute, of what Nines records 5-minute sums for
 * 3 days, increases every 5 s for 3 hours and levels for 15 minutes, and of what Sloth records the 5-minute ratio every
 * minute for 3 days, of which its 30 days are made. Groups of longer intervals are evaluated every 30 s; the figure per
 * minute reckons with their own: Nines looks every 5 s, rules of Sloth are evaluated every minute.
 *
 * Arguments: --rounds N (3), --objectives N (500), --days N (3)
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { RuleGroup } from '@nines/kernel';
import { objectiveRules } from '@nines/slo';
import type { Objective } from '@nines/slo';
import { backfill } from './harness/backfill.ts';
import { progress } from './harness/bench.ts';
import type { BenchOutcome } from './harness/bench.ts';
import { complete } from './harness/processes.ts';
import { recordedHistory } from './harness/recorded-history.ts';
import { requestCounters, serveMetrics, startTimes } from './harness/request-counters.ts';
import { requestObjectives } from './harness/request-objectives.ts';
import { measureRules } from './harness/rule-evaluation.ts';
import type { EvaluationCost } from './harness/rule-evaluation.ts';
import { slothRules } from './harness/sloth-rules.ts';
import { median, round } from './harness/statistics.ts';
import { renderTable } from './harness/table.ts';

const GENERATOR = fileURLToPath(import.meta.resolve('./harness/generate-rules.ts'));
const MANY = { services: 2_500, paths: 4 } as const;
const PERIOD_MS = 30 * 86_400_000;

export async function run(argv: readonly string[], signal: AbortSignal): Promise<BenchOutcome> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      rounds: { type: 'string', default: '3' },
      objectives: { type: 'string', default: '500' },
      days: { type: 'string', default: '3' },
    },
  });
  const generation = await measureGeneration(Number(values.rounds), signal);
  const evaluated = requestObjectives(Number(values.objectives), 1);
  return outcome(generation, await measureEvaluation(evaluated, Number(values.days), signal));
}

interface Generation {
  /** From the start of the process to its end. */
  readonly seconds: number;
  /** Resident at most. */
  readonly peakMb: number;
}

async function measureGeneration(rounds: number, signal: AbortSignal): Promise<Generation> {
  const turns: Generation[] = [];
  for (let turn = 1; turn <= rounds; turn += 1) {
    const began = performance.now();
    const { stdout } = await complete(process.execPath, [GENERATOR, String(MANY.services), String(MANY.paths)], {
      signal,
    });
    const seconds = (performance.now() - began) / 1_000;
    const said = JSON.parse(stdout) as { seconds: number; peakMb: number; textMb: number };
    turns.push({ seconds, peakMb: said.peakMb });
    progress(
      `round ${turn}: ${said.textMb.toFixed(1)} MB of rules in ${seconds.toFixed(2)} s, ` +
        `${said.seconds.toFixed(2)} s of it for the rules; ${said.peakMb.toFixed(0)} MB`,
    );
  }
  return { seconds: median(turns.map((turn) => turn.seconds)), peakMb: median(turns.map((turn) => turn.peakMb)) };
}

interface Contender extends EvaluationCost {
  readonly rulesPerObjective: number;
}

interface Evaluation {
  readonly nines: Contender;
  readonly sloth: Contender;
}

async function measureEvaluation(
  objectives: readonly Objective[],
  days: number,
  signal: AbortSignal,
): Promise<Evaluation> {
  const directory = await mkdtemp(join(tmpdir(), 'nines-slo-'));
  const target = await serveMetrics([...requestCounters(objectives), ...startTimes(objectives)]);
  try {
    const past = join(directory, 'past');
    const rules = objectiveRules(objectives, { retentionMs: PERIOD_MS });
    const history = recordedHistory({ objectives, rules, days });
    const began = performance.now();
    const { samples } = await backfill(history, Math.floor(Date.now() / 1_000), past, signal);
    progress(`${samples} samples of the past in ${((performance.now() - began) / 1_000).toFixed(0)} s`);
    const measure = async (
      name: string,
      groups: readonly RuleGroup[],
      records: readonly string[],
    ): Promise<Contender> => {
      const place = join(directory, name);
      await mkdir(place);
      const expected = Object.fromEntries(records.map((record) => [record, objectives.length]));
      const cost = await measureRules({ directory: place, past, target: target.port, groups, expected, signal });
      progress(`${name}: ${cost.seconds.toFixed(2)} s for all, each measured ${cost.evaluations} times or more`);
      const count = groups.reduce((sum, group) => sum + group.rules.length, 0);
      return { ...cost, rulesPerObjective: count / objectives.length };
    };
    return {
      nines: await measure('nines', rules, ['slo:burn:error_ratio{windows="3d/6h"}', 'slo:period:error_ratio']),
      sloth: await measure('sloth', slothRules(objectives), [
        'slo:sli_error:ratio_rate3d',
        'slo:period_error_budget_remaining:ratio',
      ]),
    };
  } finally {
    target.close();
    await rm(directory, { recursive: true, force: true });
  }
}

function outcome(generation: Generation, { nines, sloth }: Evaluation): BenchOutcome {
  const [seconds, peakMb] = [round(generation.seconds, 2), round(generation.peakMb, 0)];
  const both = (pick: (contender: Contender) => number, decimals: number) => {
    return { nines: round(pick(nines), decimals), sloth: round(pick(sloth), decimals) };
  };
  const objectives = MANY.services * MANY.paths;
  const json = {
    objectives,
    seconds,
    peakMb,
    rulesPerObjective: both((contender) => contender.rulesPerObjective, 1),
    evaluationSeconds: both((contender) => contender.seconds, 3),
    evaluationSecondsPerMinute: both((contender) => contender.secondsPerMinute, 3),
  };
  const row = (name: string, { nines: ours, sloth: theirs }: { readonly nines: number; readonly sloth: number }) => {
    return [name, String(ours), String(theirs), (theirs / ours).toFixed(1)];
  };
  const table = [
    `${objectives} objectives to rules: ${seconds} s, at most ${peakMb} MB`,
    '',
    renderTable([
      ['', 'nines', 'sloth', 'sloth / nines'],
      row('rules per objective', json.rulesPerObjective),
      row('one evaluation of everything, s', json.evaluationSeconds),
      row('per minute, s', json.evaluationSecondsPerMinute),
    ]),
  ].join('\n');
  return { table, json };
}
