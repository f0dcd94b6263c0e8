/** Results of the last few texts: aliases of YAML let one long query stand in a hundred thousand places. */

/** More than there is room for, of the longest queries, in the largest file. */
const MOST = 512;

/** A function that computes what it gave lately no second time. `compute` must depend on the text alone. */
export function remembering<T>(compute: (text: string) => T): (text: string) => T {
  const results = new Map<string, T>();
  return (text) => {
    const known = results.get(text);
    if (known !== undefined) return known;
    const result = compute(text);
    results.set(text, result);
    for (const oldest of results.keys()) {
      if (results.size <= MOST) break;
      results.delete(oldest);
    }
    return result;
  };
}
