/** What is told of a budget. The conditions are recorded for all objectives at once; here are the thresholds of one. */
import { formatDuration } from '@nines/kernel';
import type { AlertingRule } from '@nines/kernel';
import type { BurnTier } from '../objective/burn-tiers.ts';
import { nominalLengthMs } from '../objective/burn-tiers.ts';
import { objectiveId } from '../objective/objective.ts';
import type { Objective } from '../objective/objective.ts';
import { budgetText, plainText, product } from './decimals.ts';
import { quoted } from './matchers.ts';
import { BURN, identity, ofObjective } from './series.ts';

export type ObjectiveAlert = 'ErrorBudgetBurn' | 'ObjectiveWithoutData';

/** What an alert says beside what it says of itself: whose it is, and where to read on. */
export interface AlertWords {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export type WordsOf = (objective: Objective, alert: ObjectiveAlert) => AlertWords;

/** As long as an objective may be without data: a restart takes less. */
const SILENT_FOR = '1m';

/** Fires at the first evaluation at which both windows have spent so much, and is over as soon as one has not. */
export function burnAlert(objective: Objective, tier: BurnTier, wordsOf: WordsOf): AlertingRule {
  const factor = plainText(tier.factor);
  const budget = budgetText(objective.target);
  const threshold = product(factor, budget);
  const id = literal(objectiveId(objective));
  const spentWithin = formatDuration(nominalLengthMs(objective.period) / tier.factor);
  return alertOf(objective, wordsOf(objective, 'ErrorBudgetBurn'), {
    alert: 'ErrorBudgetBurn',
    expr: `${BURN}{${ofObjective(objective)},windows=${quoted(tier.name)}} > ${threshold}`,
    for: '0s',
    labels: { severity: tier.severity, windows: tier.name },
    annotations: {
      summary:
        `The error budget of ${id} burns more than ${factor} times too fast: over ${tier.name.replace('/', ' and ')}` +
        ` at least {{ $value | humanizePercentage }} was bad; the limit is ${product(threshold, '100')} %`,
      description: `At this pace the budget of its whole period is spent within ${spentWithin}. The objective is ${objective.target} %.`,
    },
  });
}

/**
 * @param measured - series that are there as long as there is something to measure by
 * @param unless - PromQL: while this yields anything, no data is no news
 */
export function noDataAlert(
  objective: Objective,
  measured: string,
  unless: string | undefined,
  wordsOf: WordsOf,
): AlertingRule {
  const id = literal(objectiveId(objective));
  return alertOf(objective, wordsOf(objective, 'ObjectiveWithoutData'), {
    alert: 'ObjectiveWithoutData',
    expr: `absent(sum(${measured}))${unless === undefined ? '' : ` unless on () ${unless}`}`,
    for: SILENT_FOR,
    labels: { severity: 'warning' },
    annotations: {
      summary: `Nothing has measured ${id} for more than 1 min`,
      description: 'What it is measured by is not there: its budget is neither spent nor kept, and no burning is seen.',
    },
  });
}

/** What the objective's own document says comes last, but for the labels that an alert is known by. */
function alertOf(objective: Objective, words: AlertWords, rule: AlertingRule): AlertingRule {
  const own = Object.fromEntries(Object.entries(identity(objective)).map(([label, text]) => [label, literal(text)]));
  return {
    ...rule,
    labels: { ...words.labels, ...validLabels(objective.labels), ...rule.labels, ...own },
    annotations: { ...rule.annotations, ...words.annotations, ...validLabels(objective.annotations) },
  };
}

/** Names that Prometheus takes; what it does not take in them is replaced as it does itself where it discovers targets. */
function validLabels(labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(labels).map(([label, value]) => [
      label.replaceAll(/[^a-zA-Z0-9_]/g, '_').replace(/^\d|^$/, '_$&'),
      value,
    ]),
  );
}

/** Text of which a template makes just that. */
function literal(text: string): string {
  return text.replaceAll('{{', '{{ "{{" }}');
}
