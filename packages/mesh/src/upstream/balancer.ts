/**
 * Power of two choices over Peak-EWMA costs.
 *
 * Of two endpoints picked at random the one with the smaller expected wait is taken. Taking the best of all would send
 * every request of a moment to the same instance, round robin would go on feeding an instance that is frozen. With two
 * replicas, the usual case here, both are always compared, so a frozen one is avoided after its first stuck request.
 *
 * @see M. Mitzenmacher, "The Power of Two Choices in Randomized Load Balancing" (2001)
 */
import type { Endpoint } from './endpoint.ts';

/** Uniform in [0, 1). */
export type Random = () => number;

/**
 * Chooses among `endpoints` without `except`. Ejected ones are used only when nothing else is left.
 *
 * @returns undefined when there is nothing to choose from
 */
export function chooseEndpoint(
  endpoints: readonly Endpoint[],
  now: number,
  random: Random,
  except?: Endpoint,
): Endpoint | undefined {
  const healthy = endpoints.filter((endpoint) => endpoint !== except && !endpoint.isEjected(now));
  if (healthy.length > 0) return better(healthy, random);
  return better(except === undefined ? endpoints : endpoints.filter((endpoint) => endpoint !== except), random);
}

function better(candidates: readonly Endpoint[], random: Random): Endpoint | undefined {
  const count = candidates.length;
  if (count <= 1) return candidates[0];
  const firstIndex = Math.floor(random() * count);
  const secondIndex = (firstIndex + 1 + Math.floor(random() * (count - 1))) % count;
  const first = candidates[firstIndex];
  const second = candidates[secondIndex];
  if (first === undefined || second === undefined) return first ?? second;
  return second.cost < first.cost ? second : first;
}
