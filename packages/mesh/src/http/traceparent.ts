/**
 * W3C trace context. A valid parent is passed on as it came, for the mesh is no span of its own; where there is none a
 * new trace begins here, so that every request of the platform can be followed.
 *
 * @see W3C Trace Context, sections 3.2 (traceparent) and 4.3 (mutating the field)
 */
import type { Random } from '../upstream/balancer.ts';
import type { ByteBatch } from './byte-batch.ts';
import { HEX_VALUE } from './octets.ts';

const DASH = 0x2d;
const UPPERCASE_A = 0x41;
const LOWERCASE_A = 0x61;
/** `00-`, 32 digits, `-`, 16 digits, `-`, 2 digits. Later versions may go on behind a dash. */
const LENGTH = 55;
/** Where in a traceparent the trace id stands. */
export const TRACE_ID_OFFSET = 3;
const PARENT_ID = 36;
const FLAGS = 53;
/** Digits of a trace id. */
export const TRACE_ID_LENGTH = 32;
const PARENT_ID_LENGTH = 16;

/** Whether `[start, end)` is a traceparent that every later version of the format must accept. */
export function isTraceparent(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < LENGTH || !isHex(bytes, start, 2)) return false;
  if (bytes[start + 2] !== DASH || bytes[start + PARENT_ID - 1] !== DASH || bytes[start + FLAGS - 1] !== DASH) {
    return false;
  }
  const first = HEX_VALUE[bytes[start] ?? 0] ?? 0;
  const version = first * 16 + (HEX_VALUE[bytes[start + 1] ?? 0] ?? 0);
  if (version === 255) return false;
  if (end - start > LENGTH && (version === 0 || bytes[start + LENGTH] !== DASH)) return false;
  return (
    isId(bytes, start + TRACE_ID_OFFSET, TRACE_ID_LENGTH) &&
    isId(bytes, start + PARENT_ID, PARENT_ID_LENGTH) &&
    isHex(bytes, start + FLAGS, 2)
  );
}

function isId(bytes: Uint8Array, start: number, length: number): boolean {
  let bits = 0;
  for (let at = start; at < start + length; at += 1) bits |= HEX_VALUE[bytes[at] ?? 0] ?? 0;
  return bits !== 0 && isHex(bytes, start, length);
}

/** Lower case only, as the format has it. */
function isHex(bytes: Uint8Array, start: number, length: number): boolean {
  for (let at = start; at < start + length; at += 1) {
    const byte = bytes[at] ?? 0;
    if ((HEX_VALUE[byte] ?? 255) > 15 || (byte >= UPPERCASE_A && byte < LOWERCASE_A)) return false;
  }
  return true;
}

const NAME = 'traceparent: ';
const DIGITS = Buffer.from('0123456789abcdef');

/** Makes traceparents: random ids, marked as sampled, so that whoever records traces records this one. */
export class TraceparentSource {
  readonly #line: Buffer;
  readonly #state: Uint32Array;

  /**
   * @param random only seeds: the ids come from a generator of its own, which is cheaper
   * @param behind latin1 that follows every line, written with it at no cost of its own
   */
  constructor(random: Random, behind = '') {
    const [trace, parent] = ['0'.repeat(TRACE_ID_LENGTH), '0'.repeat(PARENT_ID_LENGTH)];
    this.#line = Buffer.from(`${NAME}00-${trace}-${parent}-01\r\n${behind}`, 'latin1');
    this.#state = Uint32Array.from({ length: 4 }, () => Math.floor(random() * 0x1_0000_0000));
    this.#state[3] = 1;
    for (let round = 0; round < 12; round += 1) this.#next();
  }

  /** Adds a whole line, and what follows it. @returns where in the batch the trace id stands */
  addTo(batch: ByteBatch): number {
    const start = batch.length + NAME.length + TRACE_ID_OFFSET;
    const line = this.#line;
    this.#fill(NAME.length + TRACE_ID_OFFSET, TRACE_ID_LENGTH);
    this.#fill(NAME.length + PARENT_ID, PARENT_ID_LENGTH);
    batch.addBytes(line, 0, line.length);
    return start;
  }

  #fill(start: number, length: number): void {
    const line = this.#line;
    let all = 0;
    for (let at = start; at < start + length; at += 8) {
      let word = this.#next();
      all |= word;
      for (let digit = at; digit < at + 8; digit += 1) {
        line[digit] = DIGITS[word & 15] ?? 0;
        word >>>= 4;
      }
    }
    if (all === 0) line[start] = 0x31; // an id of zeros is none
  }

  /** @see C. Doty-Humphrey, PractRand, "sfc32" */
  #next(): number {
    const state = this.#state;
    const a = state[0] ?? 0;
    const b = state[1] ?? 0;
    const c = state[2] ?? 0;
    const counter = state[3] ?? 0;
    const sum = (a + b + counter) >>> 0;
    state[3] = counter + 1;
    state[0] = b ^ (b >>> 9);
    state[1] = c + (c << 3);
    state[2] = ((c << 21) | (c >>> 11)) + sum;
    return sum;
  }
}
