/**
 * The status line, byte by byte.
 *
 * @see RFC 9112, section 4
 */
import { DONE, MORE, REFUSED, type ScanResult } from './field-scanner.ts';
import { CR, FIELD_VALUE, LF, NINE, SPACE, ZERO } from './octets.ts';
import type { RefusalReason } from './refusal.ts';

const VERSION = Buffer.from('HTTP/1.');
const MINOR = VERSION.length;
const STATUS = MINOR + 2;
const REASON = STATUS + 4;

export class StatusLineScanner {
  refusal: RefusalReason | undefined;
  /** Where scanning goes on; after `DONE`, where the first header line begins. Relative to the head's first byte. */
  position = 0;
  minorVersion = 1;
  status = 0;
  #endsLine = false;
  readonly #maxBytes: number;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  begin(): void {
    this.refusal = undefined;
    this.position = 0;
    this.status = 0;
    this.#endsLine = false;
  }

  scan(bytes: Uint8Array, base: number, end: number): ScanResult {
    for (let at = base + this.position; at < end; at += 1) {
      const byte = bytes[at] ?? 0;
      const index = at - base;
      if (index === this.#maxBytes) return this.#refuse('head_too_large');
      this.position = index + 1;
      if (this.#endsLine) return byte === LF ? DONE : this.#refuse('bare_cr');
      if (index < REASON) {
        if (!this.#readFixedPart(index, byte)) return this.#refuse('bad_status_line');
      } else if (byte === CR) {
        this.#endsLine = true;
      } else if (FIELD_VALUE[byte] !== 1) {
        return this.#refuse(byte === LF ? 'bare_lf' : 'bad_status_line');
      }
    }
    return MORE;
  }

  #readFixedPart(index: number, byte: number): boolean {
    if (index < MINOR) return byte === VERSION[index];
    if (index === MINOR) {
      this.minorVersion = byte - ZERO;
      return byte === ZERO || byte === ZERO + 1;
    }
    if (index === STATUS - 1 || index === REASON - 1) return byte === SPACE;
    this.status = this.status * 10 + byte - ZERO;
    return byte <= NINE && byte >= (index === STATUS ? ZERO + 1 : ZERO);
  }

  #refuse(reason: RefusalReason): ScanResult {
    this.refusal = reason;
    return REFUSED;
  }
}
