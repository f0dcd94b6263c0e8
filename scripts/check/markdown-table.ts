/** Reading Markdown tables: the first cell of each row, which names what the row is about. */

/** The words in back-quotes in the first cell of every table row. */
export function namedRows(markdown: string): readonly string[] {
  return markdown
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? ''));
}

/** Both directions at once: what is there but not listed, and what is listed but not there. */
export function differences(actual: Iterable<string>, listed: readonly string[], file: string): readonly string[] {
  const there = new Set(actual);
  const seen = new Set(listed);
  const twice = listed.filter((name, index) => listed.indexOf(name) !== index);
  return [
    ...[...there].filter((name) => !seen.has(name)).map((name) => `${file} does not list ${name}`),
    ...[...seen].filter((name) => !there.has(name)).map((name) => `${file} lists ${name}, which does not occur`),
    ...twice.map((name) => `${file} lists ${name} more than once`),
  ].toSorted();
}
