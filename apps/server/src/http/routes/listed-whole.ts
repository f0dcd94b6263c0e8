/** Lists that are always answered whole. */

export function listedWhole<T>(data: readonly T[]): { data: readonly T[]; pagination: { next: null } } {
  return { data, pagination: { next: null } };
}
