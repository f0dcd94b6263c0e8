/**
 * When visitors come: independent of one another and of how fast the site answers, so that a stalled site meets the
 * load that real people would bring, not the load it can take.
 *
 * @see Schroeder, Wierman, Harchol-Balter, "Open Versus Closed: A Cautionary Tale", NSDI 2006
 */

/** A source of numbers in [0, 1). */
export type Random = () => number;

/** Pauses between arrivals of a Poisson process with `perSecond` arrivals on average, ms. */
export function pauseMs(perSecond: number, random: Random): number {
  return (-Math.log(1 - random()) / perSecond) * 1_000;
}

/** One of the actions, by weight. */
export function choose<TAction extends { readonly weight: number }>(
  actions: readonly TAction[],
  random: Random,
): TAction {
  let at = random() * actions.reduce((sum, { weight }) => sum + weight, 0);
  for (const action of actions) {
    at -= action.weight;
    if (at < 0) return action;
  }
  const last = actions.at(-1);
  if (last === undefined) throw new RangeError('There is nothing to choose from');
  return last;
}
