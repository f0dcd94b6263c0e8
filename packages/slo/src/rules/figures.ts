/**
 * What is observed by time: at every look at which the figure is there, the time until the next one counts, and is good
 * or bad. NaN is no figure.
 */
import type { RecordingRule } from '@nines/kernel';
import type { Comparison, Indicator, Objective } from '../objective/objective.ts';
import { plainText } from './decimals.ts';
import { bracketed } from './matchers.ts';
import { identity, ofObjective } from './series.ts';
import type { Pair } from './series.ts';

type Figure = Exclude<Indicator, { readonly kind: 'events' }>;

/** What is not so. */
const OPPOSITE: Readonly<Record<Comparison, string>> = { lt: '>=', lte: '>', gt: '<=', gte: '<', eq: '!=' };

/** Of each look at an objective whose figure may be several. @param unit - seconds that a look stands for */
export function figureRules(objective: Objective, figure: Figure, unit: number, names: Pair): readonly RecordingRule[] {
  const labels = identity(objective);
  const weight = plainText(unit);
  const present = `${bracketed(figure.metric)} >= -Inf`; // everything but NaN
  const total = `sum(${names.total}{${ofObjective(objective)}})`; // without labels, as all that is counted here
  return [
    { record: names.total, expr: `${weight} * count(${present})`, labels },
    { record: names.bad, expr: `${weight} * ${badOf(figure, present)} or ${total} * 0`, labels },
  ];
}

function badOf(figure: Figure, present: string): string {
  if (figure.kind === 'condition') return `count((${present}) ${OPPOSITE[figure.operator]} ${plainText(figure.value)})`;
  const share = `clamp(${present}, 0, 1)`;
  return `sum(${figure.part === 'bad' ? share : `1 - ${share}`})`;
}
