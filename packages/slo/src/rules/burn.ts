/**
 * How bad it is for sure: the share of bad ones that is exceeded in both windows of a pair, and by more than chance.
 *
 * The gate of `evidence.ts` asks whether so many bad ones are more than what an objective that is just kept would show.
 * Solved for the budget, it says down to which budget they are: a lower bound of the share, at the gate's confidence.
 * It has to exceed the budget itself, not the factor's multiple; multiplied by the factor it can be compared with the
 * same threshold as the two others, and the least of the three says it all.
 */
import type { RecordingRule } from '@nines/kernel';
import type { BurnTier } from '../objective/burn-tiers.ts';
import { GATE } from '../objective/evidence.ts';
import type { Objective } from '../objective/objective.ts';
import { matchersOf } from './blocks.ts';
import { plainText, product, sum } from './decimals.ts';
import { quoted } from './matchers.ts';
import type { Recipe } from './recipe.ts';
import { BURN } from './series.ts';
import { isExact, sumOver } from './sum-over.ts';

/** One rule for several pairs. */
export function burnRule(
  objectives: readonly Objective[],
  tiers: readonly BurnTier[],
  recipe: Recipe,
): readonly RecordingRule[] {
  const [first, ...others] = tiers;
  if (first === undefined) return [];
  const matchers = matchersOf(objectives);
  if (others.length === 0)
    return [{ record: BURN, expr: certain(matchers, first, recipe), labels: { windows: first.name } }];
  const expr = tiers.map((tier) => labelled(certain(matchers, tier, recipe), 'windows', tier.name)).join(' or ');
  return [{ record: BURN, expr }];
}

/**
 * Only where something happened in both windows: one in which nothing did has no share, and the least of what is left must
 * not be taken for the least of all. What the short one holds is in the long one, unless that is made of sums.
 *
 * What is measured by time is a share of the whole long window, as if it had been well before it was first seen: the
 * seconds in which a platform starts are no burn.
 */
function certain(matchers: string, { longMs, shortMs, factor }: BurnTier, { stepMs, unit, isByTime }: Recipe): string {
  const [long, short] = [Math.max(longMs, stepMs), Math.max(shortMs, stepMs)];
  const bad = sumOver('bad', matchers, long);
  const total = sumOver('total', matchers, long);
  const shortTotal = sumOver('total', matchers, short);
  const whole = isByTime ? `clamp_min(${total}, ${plainText(long / 1_000)})` : total;
  const sure = `${least(bad, labelled(evidence(bad, factor, unit), 'of', 'evidence'))} / ${whole}`;
  const inShort = labelled(`${sumOver('bad', matchers, short)} / ${shortTotal}`, 'of', 'short');
  const busy = isExact(long) ? [shortTotal] : [shortTotal, total];
  return [least(sure, inShort), ...busy.map((sum) => `${sum} > 0`)].join(' and ');
}

function least(...vectors: readonly string[]): string {
  return `min by (service, slo) (${vectors.join(' or ')})`;
}

/**
 * `bad > λ + z√λu + cu` solved for the λ that bad ones are just evidence against, times the factor; u is the unit.
 * Below c units nothing is evidence.
 */
function evidence(bad: string, factor: number, unit: number): string {
  const [root, constant] = [plainText(GATE.root), plainText(GATE.constant)];
  const offset = sum(product(root, root), `-${product('4', constant)}`);
  const quarter = product(plainText(unit), '0.25');
  const scale = product(plainText(factor), quarter);
  return `${scale} * clamp_min(sqrt(${offset} + ${bad} / ${quarter}) - ${root}, 0) ^ 2`;
}

function labelled(expr: string, label: string, value: string): string {
  return `label_replace(${expr}, "${label}", ${quoted(value)}, "", "")`;
}
