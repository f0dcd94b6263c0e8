/**
 * The request line, byte by byte: one space between its parts, nothing else.
 *
 * @see RFC 9112, section 3
 */
import { DONE, MORE, REFUSED, type ScanResult } from './field-scanner.ts';
import { CR, LF, NINE, REQUEST_TARGET, SPACE, TOKEN, ZERO } from './octets.ts';
import type { RefusalReason } from './refusal.ts';

const MAX_METHOD_BYTES = 32;
const VERSION = Buffer.from('HTTP/');
const MAJOR = VERSION.length;
const MINOR = MAJOR + 2;
const VERSION_LENGTH = MINOR + 1;

const START = 0;
const START_LF = 1;
const METHOD = 2;
const TARGET = 3;
const VERSION_TEXT = 4;
const LINE_LF = 5;

export class RequestLineScanner {
  refusal: RefusalReason | undefined;
  /** Where scanning goes on; after `DONE`, where the first header line begins. Relative, like all offsets here. */
  position = 0;
  methodStart = 0;
  methodEnd = 0;
  targetStart = 0;
  targetEnd = 0;
  minorVersion = 1;
  #state = START;
  readonly #maxBytes: number;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  begin(): void {
    this.refusal = undefined;
    this.position = 0;
    this.methodStart = 0;
    this.#state = START;
  }

  scan(bytes: Uint8Array, base: number, end: number): ScanResult {
    const limit = base + this.#maxBytes;
    const stop = end < limit ? end : limit;
    let at = base + this.position;
    while (at < stop) {
      switch (this.#state) {
        case METHOD:
          while (at < stop && TOKEN[bytes[at] ?? 0] === 1) at += 1;
          this.methodEnd = at - base;
          if (this.methodEnd - this.methodStart > MAX_METHOD_BYTES) return this.#refuse('bad_method');
          if (at === stop) break;
          if (bytes[at] !== SPACE || this.methodEnd === this.methodStart) {
            return this.#refuse(bytes[at] === LF ? 'bare_lf' : 'bad_method');
          }
          at += 1;
          this.targetStart = at - base;
          this.#state = TARGET;
          break;
        case TARGET:
          while (at < stop && REQUEST_TARGET[bytes[at] ?? 0] === 1) at += 1;
          if (at === stop) break;
          this.targetEnd = at - base;
          if (bytes[at] !== SPACE || this.targetEnd === this.targetStart) return this.#refuse(targetFault(bytes[at]));
          at += 1;
          this.#state = VERSION_TEXT;
          break;
        case VERSION_TEXT: {
          const index = at - base - this.targetEnd - 1;
          if (index === VERSION_LENGTH) {
            if (bytes[at] !== CR) return this.#refuse(bytes[at] === LF ? 'bare_lf' : 'bad_version');
            this.#state = LINE_LF;
          } else if (!this.#readVersion(index, bytes[at] ?? 0)) return REFUSED;
          at += 1;
          break;
        }
        case LINE_LF:
          if (bytes[at] !== LF) return this.#refuse('bare_cr');
          this.position = at + 1 - base;
          return DONE;
        case START_LF:
          if (bytes[at] !== LF) return this.#refuse('bare_cr');
          at += 1;
          this.methodStart = at - base;
          this.#state = METHOD;
          break;
        default:
          // One empty line before a request is forgiven: RFC 9112, section 2.2.
          if (bytes[at] === CR) {
            at += 1;
            this.#state = START_LF;
          } else this.#state = METHOD;
      }
    }
    this.position = at - base;
    return at === limit ? this.#refuse('target_too_long') : MORE;
  }

  #readVersion(index: number, byte: number): boolean {
    if (index < MAJOR || index === MAJOR + 1) {
      const expected = index < MAJOR ? VERSION[index] : 0x2e;
      if (byte !== expected) this.#refuse('bad_version');
      return byte === expected;
    }
    if (byte < ZERO || byte > NINE) {
      this.#refuse('bad_version');
      return false;
    }
    const supported = index === MAJOR ? byte === ZERO + 1 : byte <= ZERO + 1;
    if (!supported) this.#refuse('version_not_supported');
    if (index === MINOR) this.minorVersion = byte - ZERO;
    return supported;
  }

  #refuse(reason: RefusalReason): ScanResult {
    this.refusal = reason;
    return REFUSED;
  }
}

function targetFault(byte: number | undefined): RefusalReason {
  if (byte === CR) return 'bad_version';
  return byte === LF ? 'bare_lf' : 'bad_target';
}
