/**
 * The forms of a request target. Absolute form is accepted where its authority is the Host, and becomes origin form;
 * a request whose Host says otherwise is refused rather than corrected, because the next reader may believe the other.
 *
 * @see RFC 9112, section 3.2
 */
import { equalsIgnoringCase } from './field-kinds.ts';
import { ASTERISK, COLON, HOST, NINE, SLASH, ZERO } from './octets.ts';

const HTTP_SCHEME = Buffer.from('http://');
const QUESTION_MARK = 0x3f;
const BRACKET_OPEN = 0x5b;
const BRACKET_CLOSE = 0x5d;

/** Where authority and path stand in a target; offsets into the bytes given. */
export interface AbsoluteTarget {
  readonly authorityStart: number;
  readonly authorityEnd: number;
}

export function isOriginForm(bytes: Uint8Array, start: number): boolean {
  return bytes[start] === SLASH;
}

export function isAsteriskForm(bytes: Uint8Array, start: number, end: number): boolean {
  return bytes[start] === ASTERISK && end - start === 1;
}

/** Splits `http://authority/path?query`; undefined for anything else, also for an authority with user information. */
export function splitAbsoluteForm(bytes: Uint8Array, start: number, end: number): AbsoluteTarget | undefined {
  const authorityStart = start + HTTP_SCHEME.length;
  if (end <= authorityStart || !equalsIgnoringCase(bytes, start, HTTP_SCHEME)) return undefined;
  let at = authorityStart;
  while (at < end && bytes[at] !== SLASH && bytes[at] !== QUESTION_MARK) at += 1;
  return isHost(bytes, authorityStart, at) ? { authorityStart, authorityEnd: at } : undefined;
}

/**
 * `uri-host [":" port]` as RFC 9110, section 7.2 wants it in Host: never empty, the port digits only, colons elsewhere
 * only in brackets.
 */
export function isHost(bytes: Uint8Array, start: number, end: number): boolean {
  const nameEnd = bytes[start] === BRACKET_OPEN ? endOfBrackets(bytes, start, end) : endOfName(bytes, start, end);
  if (nameEnd <= start) return false;
  if (nameEnd === end) return true;
  if (bytes[nameEnd] !== COLON) return false;
  for (let at = nameEnd + 1; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte < ZERO || byte > NINE) return false;
  }
  return end - nameEnd <= 6;
}

function endOfName(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] !== COLON) {
    const byte = bytes[at] ?? 0;
    if (HOST[byte] !== 1 || byte === BRACKET_OPEN || byte === BRACKET_CLOSE) return -1;
    at += 1;
  }
  return at;
}

function endOfBrackets(bytes: Uint8Array, start: number, end: number): number {
  let at = start + 1;
  while (at < end && bytes[at] !== BRACKET_CLOSE) {
    if (HOST[bytes[at] ?? 0] !== 1 || bytes[at] === BRACKET_OPEN) return -1;
    at += 1;
  }
  return at < end && at > start + 1 ? at + 1 : -1;
}

/** Whether two ranges hold the same host, ignoring case. */
export function sameHost(bytes: Buffer, start: number, end: number, otherStart: number, otherEnd: number): boolean {
  if (end - start !== otherEnd - otherStart) return false;
  return (
    bytes.toString('latin1', start, end).toLowerCase() === bytes.toString('latin1', otherStart, otherEnd).toLowerCase()
  );
}
