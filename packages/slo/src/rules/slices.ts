/** Slices of time, each of which counts once, however much happened in it. One in which nothing happened counts nothing. */
import type { RecordingRule } from '@nines/kernel';
import { windowText } from '../objective/burn-tiers.ts';
import type { Objective } from '../objective/objective.ts';
import { matchersOf } from './blocks.ts';
import { plainText, sum } from './decimals.ts';
import type { Recipe } from './recipe.ts';
import { INCREASE, OBSERVED } from './series.ts';

/** In seconds: a slice weighs as much as it is long. Evaluated once a slice. */
export function sliceRules(
  objectives: readonly Objective[],
  slices: NonNullable<Recipe['slices']>,
): readonly RecordingRule[] {
  const weight = plainText(slices.sliceMs / 1_000);
  // One millisecond less: ranges had both their ends in them before Prometheus 3.
  const range = windowText(slices.sliceMs - 1);
  const [total, bad] = [OBSERVED.total, OBSERVED.bad].map(
    (name) => `sum_over_time(${name}{${matchersOf(objectives)}}[${range}])`,
  );
  const badShare =
    slices.method === 'timeslices'
      ? `(${bad} / ${total} > bool ${sum('1', `-${plainText(slices.sliceTarget)}`)})`
      : `(clamp(${bad} / ${total}, 0, 1) >= 0)`;
  return [
    { record: INCREASE.total, expr: `${weight} * (${total} > bool 0)` },
    { record: INCREASE.bad, expr: `${weight} * ${badShare} or ${total} * 0` },
  ];
}
