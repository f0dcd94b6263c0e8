/**
 * Objectives that are computed together, by the same rules for all of them.
 *
 * A rule costs the same for one series as for many. So services that promise the same things in the same way make a
 * block, and its rules name its series by two labels, `{service=~"api|auth",slo=~"errors|latency"}`: each of these
 * services has each of these objectives, so nothing else is meant, also where Prometheus evaluates rules of other files.
 */
import { objectiveId } from '../objective/objective.ts';
import type { Objective } from '../objective/objective.ts';
import { oneOf } from './matchers.ts';
import { recipeOf } from './recipe.ts';
import type { Recipe, RecipeOptions } from './recipe.ts';

export interface Block {
  /** `api/errors and 9 more`: no objective is in two. */
  readonly name: string;
  readonly recipe: Recipe;
  /** Each of its services with each of its names. */
  readonly objectives: readonly Objective[];
}

/** Selectors name every service. */
const MOST_SERVICES = 100;

/** In the order of their first objectives. */
export function blocksOf(objectives: readonly Objective[], options: RecipeOptions): readonly Block[] {
  const byRecipe = Map.groupBy(
    objectives.map((objective) => ({ objective, recipe: recipeOf(objective, options) })),
    ({ recipe }) => JSON.stringify(recipe),
  );
  return [...byRecipe.values()].flatMap((alike) => {
    const [first] = alike;
    if (first === undefined) return [];
    return products(alike.map(({ objective }) => objective)).map((members): Block => {
      return { name: nameOf(members), recipe: first.recipe, objectives: members };
    });
  });
}

function nameOf([first, ...others]: readonly Objective[]): string {
  const name = first === undefined ? '' : objectiveId(first);
  return others.length === 0 ? name : `${name} and ${others.length} more`;
}

/** Services with the same names, together. */
function products(objectives: readonly Objective[]): readonly (readonly Objective[])[] {
  const byService = Map.groupBy(objectives, ({ service }) => service);
  const alike = Map.groupBy(byService.values(), (ofService) => JSON.stringify(ofService.map(nameAndPart).sort()));
  return [...alike.values()].flatMap((services) =>
    Array.from({ length: Math.ceil(services.length / MOST_SERVICES) }, (_, index) =>
      services.slice(index * MOST_SERVICES, (index + 1) * MOST_SERVICES).flat(),
    ),
  );
}

function nameAndPart({ name, indicator }: Objective): readonly string[] {
  return indicator.kind === 'events' ? [name, indicator.part] : [name];
}

/** Of objectives that are all of a block, or those of some of its names. */
export function matchersOf(objectives: readonly Objective[]): string {
  const unique = (values: readonly string[]): readonly string[] => [...new Set(values)];
  const services = unique(objectives.map(({ service }) => service));
  const names = unique(objectives.map(({ name }) => name));
  return `${oneOf('service', services)},${oneOf('slo', names)}`;
}
