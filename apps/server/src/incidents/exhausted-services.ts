/** Services that have nothing left of a budget. */
import type { ObjectiveAnswers } from '../objectives/answers.ts';

/**
 * @param before - what was exhausted before: returned as it is where nothing changed, or nobody knows
 */
export function exhaustedServices(
  objectives: Pick<ObjectiveAnswers, 'list'>,
  before: ReadonlySet<string> = new Set(),
): ReadonlySet<string> {
  const services = known(objectives);
  if (services === undefined) return before;
  const isSame = services.size === before.size && [...services].every((service) => before.has(service));
  return isSame ? before : services;
}

function known(objectives: Pick<ObjectiveAnswers, 'list'>): ReadonlySet<string> | undefined {
  try {
    const exhausted = objectives.list().data.filter(({ status }) => status === 'exhausted');
    return new Set(exhausted.map(({ service }) => service));
  } catch {
    return undefined; // Prometheus or the database is away
  }
}
