/**
 * How much the tests of the alert rules notice: makes each small fault that somebody could make in a rule, one at a
 * time, and counts those that make its tests fail. Prints the others, and the score. Takes some minutes.
 *
 * Usage: node packages/render/scripts/mutate-rules.ts [ALERT...]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Rule } from '@nines/kernel';
import { findPromtool, runPromtool, writeJson } from '@nines/testkit/promtool';
import { alertRules } from '../src/rules/alert-rules.ts';
import type { RuleFile } from '../src/rules/rule-file.ts';
import type { AlertCase } from '../src/rules/testing/alert-case.ts';
import { ALERT_CASES } from '../src/rules/testing/all-cases.ts';
import { fixtureCatalog } from '../src/rules/testing/fixture-catalog.ts';
import { type Mutant, mutantsOf } from '../src/rules/testing/mutants.ts';
import { isMeant, rulesFor, secondsOf, testFile } from '../src/rules/testing/rule-tests.ts';

/** Fewer noticed than this, 0-1, and the tests are not good enough. */
const AIM = 0.9;

/** Runs at a time: one for each of the two cores that there are everywhere. */
const PARALLEL = 2;

const FILES = alertRules(fixtureCatalog());

/** A rule, and the cases that should notice a fault in it. */
interface Subject {
  readonly name: string;
  readonly rule: Rule;
  readonly cases: readonly AlertCase[];
}

function subjects(): readonly Subject[] {
  return FILES.flatMap(({ content }) => {
    const rules = content.groups.flatMap((group) => group.rules);
    const cases = ALERT_CASES.filter(({ alert }) => rules.some((rule) => 'alert' in rule && rule.alert === alert));
    return rules.map((rule): Subject => {
      if ('record' in rule) return { name: rule.record, rule, cases };
      const service = rule.labels['service'] ?? '';
      return { name: `${rule.alert} (${service})`, rule, cases: cases.filter((one) => isMeant(one, rule)) };
    });
  }).filter(({ cases }) => cases.length > 0);
}

/** The files with one rule in place of another. */
function withRule(original: Rule, replacement: Rule): readonly RuleFile[] {
  return FILES.map(({ name, content }) => ({
    name,
    content: {
      groups: content.groups.map((group) => ({
        ...group,
        rules: group.rules.map((rule) => (rule === original ? replacement : rule)),
      })),
    },
  }));
}

async function isNoticed(
  promtool: string,
  directory: string,
  { rule, cases }: Subject,
  mutant: Mutant,
): Promise<boolean> {
  const mutated = withRule(rule, mutant.rule);
  for (const alertCase of cases) {
    await writeJson(directory, 'rules.json', rulesFor(alertCase, mutated));
    await writeJson(directory, 'tests.json', testFile(alertCase, FILES, 'rules.json'));
    const { ok } = await runPromtool(promtool, directory, 'test', 'rules', 'tests.json');
    if (!ok) return true;
  }
  return false;
}

const wanted = process.argv.slice(2);
const promtool = await findPromtool();
const queue = subjects()
  .filter(({ name }) => wanted.length === 0 || wanted.some((text) => name.startsWith(text)))
  .flatMap((subject) => {
    const intervalSeconds = secondsOf(subject.cases[0]?.interval ?? '5s');
    return mutantsOf(subject.rule, intervalSeconds).map((mutant) => ({ subject, mutant }));
  });
const total = queue.length;
let noticed = 0;

async function work(): Promise<void> {
  const directory = await mkdtemp(path.join(tmpdir(), 'nines-mutants-'));
  try {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      if (await isNoticed(promtool, directory, next.subject, next.mutant)) noticed += 1;
      else console.log(`not noticed  ${next.subject.name}: ${next.mutant.change}`);
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

await Promise.all(Array.from({ length: PARALLEL }, work));
const score = noticed / total;
console.log(`${noticed} of ${total} faults noticed: ${(score * 100).toFixed(1)} %; the aim is ${AIM * 100} %`);
process.exitCode = score >= AIM ? 0 : 1;
