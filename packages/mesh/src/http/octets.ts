/**
 * Which octets may stand where in an HTTP/1.1 head, as 256-entry tables (1 = allowed), so that scanning is one indexed
 * load per byte.
 *
 * @see RFC 9110, sections 5.5 (field values) and 5.6.2 (tokens); RFC 3986, section 2 (characters of a URI)
 */

export const TAB = 0x09;
export const LF = 0x0a;
export const CR = 0x0d;
export const SPACE = 0x20;
export const ASTERISK = 0x2a;
export const COMMA = 0x2c;
export const SLASH = 0x2f;
export const ZERO = 0x30;
export const NINE = 0x39;
export const COLON = 0x3a;
export const SEMICOLON = 0x3b;
export const EQUALS = 0x3d;
export const DOUBLE_QUOTE = 0x22;
export const BACKSLASH = 0x5c;
export const UNDERSCORE = 0x5f;

const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

function tableOf(characters: string): Uint8Array {
  const table = new Uint8Array(256);
  for (const character of characters) table[character.charCodeAt(0)] = 1;
  return table;
}

function tableOfRange(from: number, to: number, without = ''): Uint8Array {
  const table = new Uint8Array(256).fill(1, from, to + 1);
  for (const character of without) table[character.charCodeAt(0)] = 0;
  return table;
}

/** Methods, field names, connection options. */
export const TOKEN = tableOf(`!#$%&'*+-.^_\`|~${ALPHANUMERIC}`);

/** Field values and reason phrases: visible ASCII, space, tab and obs-text; no control character, NUL or DEL. */
export const FIELD_VALUE = tableOfRange(0x20, 0xff, '\x7f');
FIELD_VALUE[TAB] = 1;

/**
 * Request targets: visible ASCII but `"`, `<`, `>`, which no user agent sends unescaped, and `#`, behind which one
 * parser sees a fragment and another a path.
 */
export const REQUEST_TARGET = tableOfRange(0x21, 0x7e, '"<>#');

/** A `Host` value: registered name, IPv4, bracketed IPv6, and a port. */
export const HOST = tableOf(`-._~%!$&'()*+,;=:[]${ALPHANUMERIC}`);

/** Value of a hexadecimal digit, or 255. */
export const HEX_VALUE = new Uint8Array(256).fill(255);
for (let value = 0; value < 16; value += 1) {
  const digit = value.toString(16);
  HEX_VALUE[digit.charCodeAt(0)] = value;
  HEX_VALUE[digit.toUpperCase().charCodeAt(0)] = value;
}
