/** Which programs Nines' own workloads are made of. */
import type { Provisions } from '../control/contract.ts';

type Tools = Provisions['tools'];

/**
 * Those that were found now, and of those in effect the ones that are still there. Whoever applies from another account,
 * or with another cache, finds others or none: that is no reason to end what runs.
 *
 * @param given undefined where nobody looked for any
 * @param exists whether there is a file
 */
export function toolsInEffect(kept: Tools, given: Tools | undefined, exists: (file: string) => boolean): Tools {
  if (given === undefined) return kept;
  const stillThere = Object.entries(kept).filter(([, file]) => exists(file));
  return { ...Object.fromEntries(stillThere), ...given };
}
