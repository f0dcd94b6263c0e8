/** Pieces of PromQL: what is written by people goes into strings, and nothing of it means anything there. */

/** Of a regular expression in Go's syntax. */
const SPECIAL = /[\\.+*?()|[\]{}^$]/g;

/** A string literal. PromQL has those of Go, which reads what JSON writes. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}

/** Matches the label where it has one of these values, `service=~"api|auth"`. */
export function oneOf(label: string, values: readonly string[]): string {
  const [first = ''] = values;
  if (values.length === 1) return `${label}=${quoted(first)}`;
  return `${label}=~${quoted(values.map((value) => value.replaceAll(SPECIAL, String.raw`\$&`)).join('|'))}`;
}

/** An expression of people's in brackets, whose last line may be a comment. */
export function bracketed(promql: string): string {
  return promql.includes('#') ? `(${promql}\n)` : `(${promql})`;
}

const JOB = /[{,]\s*job\s*=\s*"([^"\\]+)"/g;

/** The jobs that an expression names. */
export function jobsIn(promql: string): readonly string[] {
  return [...promql.matchAll(JOB)].map(([, job = '']) => job);
}
