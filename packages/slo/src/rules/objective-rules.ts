/**
 * Rules of Prometheus for objectives: what is recorded of them, and when their budgets burn.
 *
 * From counters to alerts: every look records levels, what each has added since the look before, and in what share of
 * both windows of the fastest pair something was bad; every half minute the slower pairs; every five minutes sums, of
 * which long windows are made. All but levels and alerts are computed for many objectives at once.
 */
import type { Rule, RuleGroup } from '@nines/kernel';
import { burnTiers, effectiveTiers, windowText } from '../objective/burn-tiers.ts';
import type { BurnTier } from '../objective/burn-tiers.ts';
import type { Objective } from '../objective/objective.ts';
import { burnAlert, noDataAlert } from './alerts.ts';
import type { WordsOf } from './alerts.ts';
import { blocksOf } from './blocks.ts';
import type { Block } from './blocks.ts';
import { burnRule } from './burn.ts';
import { figureRules } from './figures.ts';
import { increaseRules } from './increases.ts';
import { levelOf, levelRule } from './levels.ts';
import { INCREASE, OBSERVED, ofObjective } from './series.ts';
import type { Pair } from './series.ts';
import { STEP_MS } from './step.ts';
import { sliceRules } from './slices.ts';
import { sumRules } from './sums.ts';
import { windowRules } from './windows.ts';

export interface ObjectiveRulesOptions {
  /** What alerts say besides. @defaultValue nothing */
  readonly wordsOf?: WordsOf;
  /** PromQL for an objective: while it yields anything, no data is no news. @defaultValue it always is */
  readonly silentWhile?: (objective: Objective) => string | undefined;
  /** How far back Prometheus remembers, ms: longer periods have no ratio of their own. @defaultValue 0 */
  readonly retentionMs?: number;
  /** Between two looks at what is measured, ms. @defaultValue 5_000 */
  readonly stepMs?: number;
}

/** Between two looks at the slower pairs, and at whether anything is measured at all, ms. */
export const SLOW_MS = 30_000;
const SUMS_MS = 300_000;

const NO_WORDS: WordsOf = () => ({});

/** Pure; the same objectives give the same rules. Pairs that cannot fire are left out. */
export function objectiveRules(
  objectives: readonly Objective[],
  options: ObjectiveRulesOptions = {},
): readonly RuleGroup[] {
  const { retentionMs = 0, stepMs = STEP_MS } = options;
  return blocksOf(objectives, { retentionMs, stepMs }).flatMap((block, index) =>
    groupsOf(block, options).map((group) => ({ ...group, rules: group.rules.map((rule) => apart(rule, index)) })),
  );
}

/**
 * Rules of two blocks record series of the same name, of different objectives. promtool takes rules of the same name and
 * labels for duplicates, so they get a label each that is empty, which Prometheus takes for none.
 *
 * @see Prometheus documentation, "Data model": "Labels with an empty label value are considered equivalent to labels that
 * do not exist"
 */
function apart(rule: Rule, block: number): Rule {
  const isShared = 'record' in rule && rule.labels?.['service'] === undefined;
  return isShared && block > 0 ? { ...rule, labels: { ...rule.labels, [`block_${block}`]: '' } } : rule;
}

function groupsOf(block: Block, options: ObjectiveRulesOptions): readonly RuleGroup[] {
  const { name, objectives, recipe } = block;
  const { lookMs, nominalMs, slices } = recipe;
  const group = (purpose: string, intervalMs: number, rules: readonly Rule[]): RuleGroup => {
    return { name: `${name}: ${purpose}`, interval: windowText(intervalMs), rules };
  };
  const [fastest, ...slower] = burnTiers({ kind: 'rolling', lengthMs: nominalMs });
  const fast = burnRules(block, fastest === undefined ? [] : [fastest], options);
  const looks =
    slices === undefined
      ? [group('looks', lookMs, [...lookRules(block, INCREASE), ...fast])]
      : [
          group('looks', lookMs, lookRules(block, OBSERVED)),
          group('slices', slices.sliceMs, [...sliceRules(objectives, slices), ...fast]),
        ];
  return [
    ...looks,
    group('sums', SUMS_MS, sumRules(objectives, recipe)),
    group('alerts', SLOW_MS, [...burnRules(block, slower, options), ...noDataRules(block, options)]),
  ].filter(({ rules }) => rules.length > 0);
}

/** What every look records. */
function lookRules({ objectives, recipe }: Block, names: Pair): readonly Rule[] {
  const own = objectives.flatMap((objective): readonly Rule[] => {
    const { indicator } = objective;
    if (indicator.kind !== 'events') return figureRules(objective, indicator, recipe.lookMs / 1_000, names);
    return recipe.source === 'counters' ? [levelRule(objective, indicator)] : windowRules(objective, indicator, names);
  });
  return recipe.source === 'counters' ? [...own, ...increaseRules(objectives, recipe.lookMs, names)] : own;
}

function burnRules(
  { objectives, recipe }: Block,
  tiers: readonly BurnTier[],
  { wordsOf = NO_WORDS }: ObjectiveRulesOptions,
): readonly Rule[] {
  const names = new Set(tiers.map(({ name }) => name));
  const alerts = objectives.flatMap((objective) =>
    effectiveTiers(objective)
      .filter((tier) => names.has(tier.name))
      .map((tier) => burnAlert(objective, tier, wordsOf)),
  );
  const told = new Set(alerts.map(({ labels }) => labels['windows']));
  return [
    ...burnRule(
      objectives,
      tiers.filter(({ name }) => told.has(name)),
      recipe,
    ),
    ...alerts,
  ];
}

function noDataRules(
  { objectives, recipe }: Block,
  { wordsOf = NO_WORDS, silentWhile }: ObjectiveRulesOptions,
): readonly Rule[] {
  const { total } = recipe.slices === undefined ? INCREASE : OBSERVED;
  const measured = (matchers: string): string =>
    recipe.source === 'counters' ? levelOf(matchers, 'total') : `${total}{${matchers}}`;
  return objectives
    .filter(({ alerting }) => alerting.noData)
    .map((objective) => noDataAlert(objective, measured(ofObjective(objective)), silentWhile?.(objective), wordsOf));
}
