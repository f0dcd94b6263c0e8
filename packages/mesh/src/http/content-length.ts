/** Content-Length as RFC 9110, section 8.6 writes it: digits, nothing else; no sign, no list, no blank. */
import { NINE, ZERO } from './octets.ts';

/** More digits than this cannot be counted exactly, nor can such a body be sent. */
const MAX_DIGITS = 15;

/** The length, or -1 when it must be refused. */
export function parseContentLength(bytes: Uint8Array, start: number, end: number): number {
  if (end === start || end - start > MAX_DIGITS) return -1;
  let value = 0;
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte < ZERO || byte > NINE) return -1;
    value = value * 10 + byte - ZERO;
  }
  return value;
}
