/**
 * Reads header or trailer lines byte by byte and can stop and go on at any byte, so that no byte is looked at twice
 * however the network cuts the message.
 *
 * Strict: no line folding, no white space around names, CRLF only, no control characters.
 *
 * @see RFC 9112, section 5
 */
import { fieldKindOf } from './field-kinds.ts';
import { FieldTable } from './field-table.ts';
import { COLON, CR, FIELD_VALUE, LF, SPACE, TAB, TOKEN } from './octets.ts';
import type { RefusalReason } from './refusal.ts';

export const DONE = 1;
export const MORE = 0;
export const REFUSED = -1;
/** `DONE`: the section is complete; `MORE`: bytes are missing; `REFUSED`: see `refusal`. */
export type ScanResult = typeof DONE | typeof MORE | typeof REFUSED;

export interface SectionLimits {
  /** From the first byte of the head (or trailer section) to the empty line. */
  readonly maxBytes: number;
  readonly maxFields: number;
}

const LINE_START = 0;
const NAME = 1;
const BEFORE_VALUE = 2;
const VALUE = 3;
const VALUE_LF = 4;
const END_LF = 5;

export class FieldScanner {
  readonly table = new FieldTable();
  refusal: RefusalReason | undefined;
  /** Where scanning goes on; after `DONE`, where the body begins. Relative to the section's first byte. */
  position = 0;
  #state = LINE_START;
  #nameStart = 0;
  #nameEnd = 0;
  #valueStart = 0;
  readonly #limits: SectionLimits;

  constructor(limits: SectionLimits) {
    this.#limits = limits;
  }

  begin(position: number): void {
    this.table.clear();
    this.refusal = undefined;
    this.position = position;
    this.#state = LINE_START;
  }

  /** Goes on in `bytes`, where the section began at `base` and what has arrived ends at `end`. */
  scan(bytes: Uint8Array, base: number, end: number): ScanResult {
    const limit = base + this.#limits.maxBytes;
    const stop = end < limit ? end : limit;
    let at = base + this.position;
    while (at < stop) {
      switch (this.#state) {
        case NAME:
          while (at < stop && TOKEN[bytes[at] ?? 0] === 1) at += 1;
          if (at === stop) break;
          if (bytes[at] !== COLON) return this.#refuse(nameFault(bytes[at]));
          this.#nameEnd = at - base;
          if (this.#nameEnd === this.#nameStart) return this.#refuse('bad_field_name');
          at += 1;
          this.#state = BEFORE_VALUE;
          break;
        case BEFORE_VALUE:
          while (at < stop && (bytes[at] === SPACE || bytes[at] === TAB)) at += 1;
          if (at === stop) break;
          this.#valueStart = at - base;
          this.#state = VALUE;
          break;
        case VALUE:
          while (at < stop && FIELD_VALUE[bytes[at] ?? 0] === 1) at += 1;
          if (at === stop) break;
          if (bytes[at] !== CR) return this.#refuse(bytes[at] === LF ? 'bare_lf' : 'bad_field_value');
          at += 1;
          this.#state = VALUE_LF;
          break;
        case VALUE_LF:
          if (bytes[at] !== LF) return this.#refuse('bare_cr');
          if (this.table.count === this.#limits.maxFields) return this.#refuse('too_many_fields');
          this.#addField(bytes, base, at - 1);
          at += 1;
          this.#state = LINE_START;
          break;
        case END_LF:
          if (bytes[at] !== LF) return this.#refuse('bare_cr');
          this.position = at + 1 - base;
          return DONE;
        default:
          if (bytes[at] === CR) {
            at += 1;
            this.#state = END_LF;
          } else {
            this.#nameStart = at - base;
            this.#state = NAME;
            if (bytes[at] === SPACE || bytes[at] === TAB) return this.#refuse('folded_line');
          }
      }
    }
    this.position = at - base;
    return at === limit ? this.#refuse('head_too_large') : MORE;
  }

  #addField(bytes: Uint8Array, base: number, lineEnd: number): void {
    let valueEnd = lineEnd;
    while (valueEnd > base + this.#valueStart && (bytes[valueEnd - 1] === SPACE || bytes[valueEnd - 1] === TAB)) {
      valueEnd -= 1;
    }
    const kind = fieldKindOf(bytes, base + this.#nameStart, base + this.#nameEnd);
    this.table.add(this.#nameStart, this.#nameEnd, this.#valueStart, valueEnd - base, lineEnd + 2 - base, kind);
  }

  #refuse(reason: RefusalReason): ScanResult {
    this.refusal = reason;
    return REFUSED;
  }
}

function nameFault(byte: number | undefined): RefusalReason {
  if (byte === SPACE || byte === TAB) return 'space_before_colon';
  return byte === LF ? 'bare_lf' : 'bad_field_name';
}
