/** Scans the head of a message, start line and fields, however the network cuts it. */
import { Carry } from './carry.ts';
import { DONE, FieldScanner, REFUSED, type ScanResult, type SectionLimits } from './field-scanner.ts';
import type { RefusalReason } from './refusal.ts';

/** The part of it that requests and responses do not share. */
export interface LineScanner {
  readonly refusal: RefusalReason | undefined;
  /** Where scanning goes on; after `DONE`, where the fields begin. Relative to the first byte of the head. */
  readonly position: number;
  begin(): void;
  scan(bytes: Uint8Array, base: number, end: number): ScanResult;
}

export class HeadScanner<Line extends LineScanner> {
  readonly line: Line;
  readonly fields: FieldScanner;
  /** After `DONE`: where the head stands, until `release`. */
  bytes: Buffer = Buffer.alloc(0);
  base = 0;
  /** After `DONE`: where the body begins, in the chunk that was scanned last. */
  bodyStart = 0;
  #isInLine = true;
  readonly #carry = new Carry();

  constructor(line: Line, limits: SectionLimits) {
    this.line = line;
    this.fields = new FieldScanner(limits);
  }

  get refusal(): RefusalReason | undefined {
    return this.line.refusal ?? this.fields.refusal;
  }

  begin(): void {
    this.#isInLine = true;
    this.line.begin();
  }

  /** Goes on in the chunk's `[at, end)`; all of it is taken unless the head ends or is refused there. */
  scan(chunk: Buffer, at: number, end: number): ScanResult {
    const carried = this.#carry.length;
    if (carried > 0) this.#carry.append(chunk, at, end);
    this.bytes = carried > 0 ? this.#carry.bytes : chunk;
    this.base = carried > 0 ? 0 : at;
    const result = this.#scanOn(carried > 0 ? this.#carry.length : end);
    if (result === DONE) this.bodyStart = at + this.fields.position - carried;
    else if (result === REFUSED) this.#carry.clear();
    else if (carried === 0) this.#carry.append(chunk, at, end);
    return result;
  }

  /** The head is not needed any more. */
  release(): void {
    this.#carry.clear();
  }

  #scanOn(end: number): ScanResult {
    const { line, fields, bytes, base } = this;
    if (this.#isInLine) {
      const result = line.scan(bytes, base, end);
      if (result !== DONE) return result;
      fields.begin(line.position);
      this.#isInLine = false;
    }
    return fields.scan(bytes, base, end);
  }
}
