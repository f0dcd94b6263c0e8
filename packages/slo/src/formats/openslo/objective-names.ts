/** Names of the objectives of one SLO, which in OpenSLO have none of their own. */
import { slug } from '../names.ts';
import type { ObjectiveInput } from './slo-schema.ts';

/**
 * A single objective is called as its SLO. Of several, each adds what it is displayed as, `checkout-strict`, or, where
 * that does not tell them apart, its number, `checkout-2`.
 */
export function nameObjectives(name: string, objectives: readonly ObjectiveInput[]): readonly string[] {
  if (objectives.length === 1) return [name];
  const suffixes = objectives.map(({ displayName }) => slug(displayName ?? ''));
  const telling = suffixes.every((suffix) => suffix !== '') && new Set(suffixes).size === suffixes.length;
  return suffixes.map((suffix, index) => `${name}-${telling ? suffix : index + 1}`);
}
