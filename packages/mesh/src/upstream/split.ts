/** How the requests of a service are divided between its versions. Pure. */

/** A weight in percent, or relative to the others where they are given for all versions there are. */
export interface VersionWeight {
  readonly version: string;
  /** 0 or more. */
  readonly weight: number;
}

export interface VersionGroup<T> {
  readonly version: string;
  readonly members: readonly T[];
  /** Of all requests, this share and those of the groups before it: ascending to 1. */
  readonly upTo: number;
}

const WHOLE = 100;

/**
 * Groups instances by version. Versions without a weight share what the weights leave of 100, by how many instances
 * they have; weights of versions that have no instance fall to the others. Where that leaves nothing for anybody,
 * every instance counts alike.
 *
 * @returns undefined when there is nothing to divide: no weights, or one version
 */
export function divide<T extends { readonly version: string }>(
  instances: readonly T[],
  weights: readonly VersionWeight[],
): readonly VersionGroup<T>[] | undefined {
  const byVersion = new Map<string, T[]>();
  for (const instance of instances)
    byVersion.set(instance.version, [...(byVersion.get(instance.version) ?? []), instance]);
  if (weights.length === 0 || byVersion.size < 2) return undefined;
  const given = new Map(weights.map(({ version, weight }) => [version, weight]));
  const rest = Math.max(0, WHOLE - weights.reduce((total, { weight }) => total + weight, 0));
  const unnamed = instances.filter(({ version }) => !given.has(version)).length;
  const weightOf = (version: string, count: number): number => given.get(version) ?? (rest * count) / unnamed;
  const weighed = [...byVersion].map(([version, members]) => {
    return { version, members, weight: weightOf(version, members.length) };
  });
  const total = weighed.reduce((sum, { weight }) => sum + weight, 0);
  let upTo = 0;
  return weighed.map(({ version, members, weight }) => {
    upTo += total > 0 ? weight / total : members.length / instances.length;
    return { version, members, upTo };
  });
}

/** The group of a uniform number in [0, 1). */
export function groupAt<T>(groups: readonly VersionGroup<T>[], at: number): VersionGroup<T> | undefined {
  // Rounding may leave the last border a little below 1; a group of no width is never the answer.
  return (
    groups.find(({ upTo }) => at < upTo) ?? groups.findLast(({ upTo }, index) => upTo > (groups[index - 1]?.upTo ?? 0))
  );
}
