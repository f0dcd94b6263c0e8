/**
 * Small faults that somebody could make in a rule. A test that no such fault makes fail tests less than it seems to.
 */
import type { AlertingRule, Rule } from '@nines/kernel';

export interface Mutant {
  /** What was changed into what. */
  readonly change: string;
  readonly rule: Rule;
}

/** What to look for, and what could stand there instead. */
interface Fault {
  readonly pattern: RegExp;
  readonly instead: (found: RegExpMatchArray) => readonly string[];
}

const OPPOSITE: Readonly<Record<string, readonly string[]>> = {
  ' > ': [' >= ', ' < '],
  ' < ': [' <= ', ' > '],
  ' == ': [' != '],
  ' and ': [' or ', ' unless '],
  ' or ': [' and '],
  ' / ': [' * '],
  ' + ': [' - '],
  ' - ': [' + '],
  sum: ['max'],
  max: ['min'],
  rate: ['increase'],
  avg_over_time: ['max_over_time'],
  min_over_time: ['max_over_time'],
  max_over_time: ['min_over_time'],
  '=': ['!='],
  '!=': ['='],
  '=~': ['!~'],
  '!~': ['=~'],
};

const opposite = ([found]: RegExpMatchArray): readonly string[] => OPPOSITE[found] ?? [];

/** Outside label selectors. */
const IN_EXPRESSION: readonly Fault[] = [
  { pattern: / (?:>|<|==|and|or|\/|\+|-) /g, instead: opposite },
  { pattern: /\b(?:sum|max|rate|(?:avg|min|max)_over_time)(?= ?\(| by)/g, instead: opposite },
  { pattern: /(?<=[<>=] )\d+(?:\.\d+)?/g, instead: ([found]) => nearby(Number(found)) },
  { pattern: /(?<=\[|offset )\d+(?=[smhd])/g, instead: ([found]) => [String(Number(found) * 2)] },
  { pattern: / by \([^)]*\)/g, instead: () => [''] },
];

/** Inside them: a label forgotten, or taken the other way round. */
const IN_SELECTOR: readonly Fault[] = [
  { pattern: /(?:=~|!~|!=|=)(?=")/g, instead: opposite },
  { pattern: /\w+(?:=~|!~|!=|=)"[^"]*",?/g, instead: () => [''] },
];

/** Every rule that one fault makes of this one. */
export function mutantsOf(rule: Rule, intervalSeconds: number): readonly Mutant[] {
  const inExpression = mutatedExpressions(rule.expr).map(({ change, expr }): Mutant => ({
    change,
    rule: { ...rule, expr },
  }));
  return 'alert' in rule ? [...inExpression, ...otherDurations(rule, intervalSeconds)] : inExpression;
}

function mutatedExpressions(expr: string): readonly { readonly change: string; readonly expr: string }[] {
  return [...expr.matchAll(/\{[^}]*\}|[^{]+/g)].flatMap(({ 0: part, index }) => {
    const faults = part.startsWith('{') ? IN_SELECTOR : IN_EXPRESSION;
    return faults.flatMap(({ pattern, instead }) =>
      [...part.matchAll(pattern)].flatMap((found) => {
        const start = index + found.index;
        const end = start + found[0].length;
        return instead(found).map((text) => ({
          change: `${expr.slice(Math.max(0, start - 30), start)}«${found[0]} -> ${text}»${expr.slice(end, end + 20)}`,
          expr: expr.slice(0, start) + text + expr.slice(end),
        }));
      }),
    );
  });
}

/** A tenth more, a tenth less; what is none could be one. */
function nearby(threshold: number): readonly string[] {
  return threshold === 0 ? ['1'] : [String(threshold * 1.1), String(threshold * 0.9)];
}

function otherDurations(rule: AlertingRule, intervalSeconds: number): readonly Mutant[] {
  const seconds = Number(rule.for.slice(0, -1)) * (rule.for.endsWith('m') ? 60 : 1);
  return [seconds + intervalSeconds, seconds - intervalSeconds]
    .filter((other) => other >= 0)
    .map((other) => ({ change: `for: ${rule.for} -> ${other}s`, rule: { ...rule, for: `${other}s` } }));
}
