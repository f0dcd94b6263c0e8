/** Places inside a value -> places in the file: quotes, escapes, indentation and folding move text about. */

const BLANK = /\s/;
/** `\n`, `\x41`, `\u0041`, `\U00000041`, and a backslash before anything else. */
const ESCAPE = /\\(?:x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|[^])/y;
/** Of a block scalar: `|2-`, with what may follow on its line. */
const BLOCK_HEADER = /^[|>][^\n]*\n?/;

/**
 * Offset in `source` of the character that stands at `offset` in `value`.
 *
 * Whatever YAML does to blanks, the order of the characters between them stays: they are counted. Where the count leads
 * nowhere, the start.
 *
 * @param source - the scalar as it stands in the file, with its quotes or its block header
 */
export function scalarOffset(source: string, value: string, offset: number): number {
  const quote = source.startsWith('"') || source.startsWith("'") ? source.charAt(0) : '';
  const start = quote === '' ? (BLOCK_HEADER.exec(source)?.[0].length ?? 0) : 1;
  const end = source.length - (quote === '' ? 0 : 1);
  let before = 0;
  for (let index = 0; index < offset && index < value.length; index += 1) if (!isBlank(value, index)) before += 1;
  for (let at = start; at < end;) {
    const length = quote === '' ? 1 : escapeLength(source, at, quote);
    const visible = !isBlankEscape(source.slice(at, at + length));
    if (visible && before === 0) return at;
    if (visible) before -= 1;
    at += length;
  }
  return before === 0 ? end : 0;
}

function escapeLength(source: string, at: number, quote: string): number {
  if (quote === "'") return source.startsWith("''", at) ? 2 : 1;
  ESCAPE.lastIndex = at;
  return ESCAPE.exec(source)?.[0].length ?? 1;
}

function isBlank(text: string, index: number): boolean {
  return BLANK.test(text.charAt(index));
}

/** A blank, or the escape of one; a backslash before a line end continues the line. */
function isBlankEscape(text: string): boolean {
  return BLANK.test(text.charAt(0)) || /^\\[nrtvf \t\n\r_NLP]$/.test(text);
}
