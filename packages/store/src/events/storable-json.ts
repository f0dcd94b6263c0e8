/** Text and JSON that PostgreSQL can hold, of values that came from anywhere: the output of a crashed program, say. */

/** Any escape of a JSON text; those that are captured stand for characters that the database has no place for. */
const ESCAPES = /\\(?:(u0000|ud[89a-f][0-9a-f]{2})|.)/g;

/**
 * `JSON.stringify`, with U+FFFD for NUL and for halves of surrogate pairs, in values and in keys.
 *
 * @see PostgreSQL documentation, "JSON Types": `\u0000` and lone surrogates are refused
 * @see ECMA-262, "QuoteJSONString": only lone surrogates are written as escapes, in lower case
 */
export function storableJson(value: unknown): string {
  return JSON.stringify(value).replace(ESCAPES, (escape, unstorable?: string) =>
    unstorable === undefined ? escape : '\\ufffd',
  );
}

/** The same for plain text, so that what was written under a name is found under it. */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd');
}
