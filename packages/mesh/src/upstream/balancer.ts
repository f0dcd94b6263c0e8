/**
 * Power of two choices over Peak-EWMA costs.
 *
 * Of two endpoints picked at random the one with the smaller expected wait is taken. Taking the best of all would send
 * every request of a moment to the same instance, round robin would go on feeding an instance that is frozen. With two
 * replicas, the usual case here, both are always compared, so a frozen one is avoided after its first stuck request.
 *
 * An endpoint that returns from ejection is let through for a growing share of the requests that would come to it. (A
 * growing cost in its place would keep it without any until it has nearly been served in full, and then send it half.)
 *
 * @see M. Mitzenmacher, "The Power of Two Choices in Randomized Load Balancing" (2001)
 */
import type { Endpoint } from './endpoint.ts';

/** Uniform in [0, 1). */
export type Random = () => number;

/** Nobody is ejected at this time. */
const AFTER_ALL = Infinity;

/**
 * Chooses among `endpoints` without `except`. Ejected ones are used only when nothing else is left, and then like any
 * other: where all have failed, none is worse than the rest.
 *
 * @returns undefined when there is nothing to choose from
 */
export function chooseEndpoint(
  endpoints: readonly Endpoint[],
  now: number,
  random: Random,
  except?: Endpoint,
): Endpoint | undefined {
  const healthy = countCandidates(endpoints, now, except);
  if (healthy > 0) return better(endpoints, healthy, now, now, random, except);
  const others = countCandidates(endpoints, AFTER_ALL, except);
  return others === 0 ? undefined : better(endpoints, others, AFTER_ALL, now, random, except);
}

function countCandidates(endpoints: readonly Endpoint[], at: number, except: Endpoint | undefined): number {
  let count = 0;
  for (const endpoint of endpoints) if (endpoint !== except && !endpoint.health.isEjected(at)) count += 1;
  return count;
}

/** @param at when candidates must not be ejected */
function better(
  endpoints: readonly Endpoint[],
  count: number,
  at: number,
  now: number,
  random: Random,
  except: Endpoint | undefined,
): Endpoint | undefined {
  if (count === 1) return candidate(endpoints, 0, count, at, except);
  const firstIndex = Math.floor(random() * count);
  const secondIndex = (firstIndex + 1 + Math.floor(random() * (count - 1))) % count;
  const first = candidate(endpoints, firstIndex, count, at, except);
  const second = candidate(endpoints, secondIndex, count, at, except);
  if (first === undefined || second === undefined) return first ?? second;
  const isSecond = second.cost(now) < first.cost(now);
  const chosen = isSecond ? second : first;
  const share = chosen.health.share(at);
  return share < 1 && random() >= share ? other(isSecond ? first : second, chosen, at) : chosen;
}

/** The one not chosen at first, unless it is no better off. */
function other(spare: Endpoint, chosen: Endpoint, at: number): Endpoint {
  return spare.health.share(at) < chosen.health.share(at) ? chosen : spare;
}

/** The one at `index` of those that may be chosen. */
function candidate(
  endpoints: readonly Endpoint[],
  index: number,
  count: number,
  at: number,
  except: Endpoint | undefined,
): Endpoint | undefined {
  if (count === endpoints.length) return endpoints[index];
  let left = index;
  for (const endpoint of endpoints) {
    if (endpoint === except || endpoint.health.isEjected(at)) continue;
    if (left === 0) return endpoint;
    left -= 1;
  }
  return undefined;
}
