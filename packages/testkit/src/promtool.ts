/** Runs the real promtool on files of a directory. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { RuleGroup } from '@nines/kernel';
import { testTool } from './tools.ts';

/** Path of the real one; fetching it can take a while on first use. */
export async function findPromtool(): Promise<string> {
  return testTool('promtool');
}

export interface Verdict {
  readonly ok: boolean;
  /** What promtool says, both streams. */
  readonly output: string;
}

/** It lives for seconds: rather more memory than a sixth of its time for collecting it. @see Go documentation, "GOGC" */
const ENVIRONMENT = { ...process.env, GOGC: '400' };

/** Runs promtool in `directory`; what it finds is the verdict. */
export async function runPromtool(promtool: string, directory: string, ...parameters: string[]): Promise<Verdict> {
  return await new Promise((resolve) => {
    execFile(
      promtool,
      parameters,
      { cwd: directory, env: ENVIRONMENT, maxBuffer: 2 ** 24 },
      (error, stdout, stderr) => {
        resolve({ ok: error === null, output: stdout + stderr });
      },
    );
  });
}

/** What `promtool test rules` reads. @see Prometheus documentation, "Unit testing for rules" */
export interface RuleTestFile {
  readonly rule_files: readonly string[];
  readonly evaluation_interval: string;
  /** Names of groups; without it they are evaluated in any order. */
  readonly group_eval_order?: readonly string[];
  readonly tests: readonly RuleTest[];
}

export interface RuleTest {
  readonly name: string;
  readonly interval: string;
  readonly input_series: readonly { readonly series: string; readonly values: string }[];
  readonly alert_rule_test?: readonly AlertExpectation[];
  readonly promql_expr_test?: readonly QueryExpectation[];
}

export interface AlertExpectation {
  readonly alertname: string;
  readonly eval_time: string;
  readonly exp_alerts: readonly {
    readonly exp_labels: Readonly<Record<string, string>>;
    readonly exp_annotations: Readonly<Record<string, string>>;
  }[];
}

export interface QueryExpectation {
  readonly expr: string;
  readonly eval_time: string;
  readonly exp_samples: readonly { readonly labels: string; readonly value: number }[];
}

/** JSON is YAML: promtool reads it. */
export async function writeJson(directory: string, name: string, content: unknown): Promise<void> {
  await writeFile(path.join(directory, name), JSON.stringify(content));
}

/** The real promtool, with a folder of its own. */
export interface Promtool {
  /** `promtool check rules`. */
  check(groups: readonly RuleGroup[]): Promise<Verdict>;
  /** `promtool test rules`. Every group is evaluated at each step, in the order given, whatever its own interval. */
  test(groups: readonly RuleGroup[], tests: readonly RuleTest[], evaluationInterval?: string): Promise<Verdict>;
  remove(): Promise<void>;
}

/** Fetching it can take a while on first use: ask in `beforeAll`. One run at a time. */
export async function startPromtool(): Promise<Promtool> {
  const program = await findPromtool();
  const directory = await mkdtemp(path.join(tmpdir(), 'nines-promtool-'));
  return {
    check: async (groups) => {
      await writeJson(directory, 'rules.json', { groups });
      return runPromtool(program, directory, 'check', 'rules', '--lint-fatal', 'rules.json');
    },
    test: async (groups, tests, evaluationInterval = '5s') => {
      const file: RuleTestFile = {
        rule_files: ['rules.json'],
        evaluation_interval: evaluationInterval,
        group_eval_order: groups.map(({ name }) => name),
        tests,
      };
      await writeJson(directory, 'rules.json', { groups });
      await writeJson(directory, 'tests.json', file);
      return runPromtool(program, directory, 'test', 'rules', 'tests.json');
    },
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}
