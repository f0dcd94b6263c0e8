/** Where the length of a range goes in a query: `$window`, which Sloth writes `{{.window}}`. */

/** What stands for the length of the range in a `Count` of the form `window`. */
export const WINDOW = '$window';

/** Strings and comments, in which nothing stands for anything, or one of the two spellings. */
const STRING_OR_WINDOW =
  /"(?:\\[^]|[^"\\])*"?|'(?:\\[^]|[^'\\])*'?|`[^`]*`?|#[^\n]*|(\$window\b|\{\{\s*\.window\s*\}\})/g;

/** Puts `replacement` (or what it makes of each spelling) where the length of the range goes. */
export function fillWindow(promql: string, replacement: string | ((spelling: string) => string)): string {
  const fill = typeof replacement === 'string' ? () => replacement : replacement;
  return promql.replace(STRING_OR_WINDOW, (match: string, spelling?: string) =>
    spelling === undefined ? match : fill(spelling),
  );
}

/** Whether the length of a range is left open. */
export function hasWindow(promql: string): boolean {
  return fillWindow(promql, '') !== promql;
}
