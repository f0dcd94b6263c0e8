/** Events that are counted by an expression over a range: looked at as often as the range is long, as it is. */
import type { RecordingRule } from '@nines/kernel';
import type { Count, EventIndicator, Objective } from '../objective/objective.ts';
import { windowText } from '../objective/burn-tiers.ts';
import { parsePromql } from '../promql/parse-promql.ts';
import { fillWindow } from '../promql/window.ts';
import { bracketed } from './matchers.ts';
import { WINDOW_MS } from './recipe.ts';
import { identity, ofObjective } from './series.ts';
import type { Pair } from './series.ts';

const RANGE = windowText(WINDOW_MS);

/** Between two samples of an expression that has to be evaluated again and again to become a range. */
const RESOLUTION = '15s';

export function windowRules(objective: Objective, indicator: EventIndicator, names: Pair): readonly RecordingRule[] {
  const labels = identity(objective);
  const total = `sum(${names.total}{${ofObjective(objective)}})`; // without labels, as all that is counted here
  const counted = counts(indicator.count);
  return [
    { record: names.total, expr: counts(indicator.total), labels },
    {
      record: names.bad,
      expr: indicator.part === 'bad' ? `${counted} or ${total} * 0` : `${total} - (${counted} or ${total} * 0)`,
      labels,
    },
  ];
}

/** NaN is no count. */
function counts({ form, promql }: Count): string {
  const counted = form === 'window' ? bracketed(fillWindow(promql, RANGE)) : increaseOf(promql);
  return `sum(${counted} >= 0)`;
}

function increaseOf(counters: string): string {
  const isSelector = parsePromql(counters).root?.name === 'VectorSelector';
  return `increase(${isSelector ? `${counters}[${RANGE}]` : `${bracketed(counters)}[${RANGE}:${RESOLUTION}]`})`;
}
