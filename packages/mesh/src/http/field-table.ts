/** Where the fields of one head stand: offsets relative to the head's first byte, so that the bytes may be moved. */
import { FIELD, type FieldKind } from './field-kinds.ts';

const SLOTS = 6;

/** Reused for one head after another on a connection; grows to the largest head seen. */
export class FieldTable {
  count = 0;
  #slots = new Int32Array(16 * SLOTS);

  clear(): void {
    this.count = 0;
  }

  add(
    nameStart: number,
    nameEnd: number,
    valueStart: number,
    valueEnd: number,
    lineEnd: number,
    kind: FieldKind,
  ): void {
    const at = this.count * SLOTS;
    if (at === this.#slots.length) this.#grow();
    const slots = this.#slots;
    slots[at] = nameStart;
    slots[at + 1] = nameEnd;
    slots[at + 2] = valueStart;
    slots[at + 3] = valueEnd;
    slots[at + 4] = kind;
    slots[at + 5] = lineEnd;
    this.count += 1;
  }

  /** Also where the field's line begins: there is no line folding. */
  nameStart(index: number): number {
    return this.#slots[index * SLOTS] ?? 0;
  }

  nameEnd(index: number): number {
    return this.#slots[index * SLOTS + 1] ?? 0;
  }

  valueStart(index: number): number {
    return this.#slots[index * SLOTS + 2] ?? 0;
  }

  /** White space at the end of the line is not part of the value. */
  valueEnd(index: number): number {
    return this.#slots[index * SLOTS + 3] ?? 0;
  }

  /** Behind the line's CRLF: the start of the next line. */
  lineEnd(index: number): number {
    return this.#slots[index * SLOTS + 5] ?? 0;
  }

  kind(index: number): number {
    return this.#slots[index * SLOTS + 4] ?? FIELD.OTHER;
  }

  setKind(index: number, kind: FieldKind): void {
    this.#slots[index * SLOTS + 4] = kind;
  }

  /** Turns every field of one kind into one of another. */
  replaceKind(from: FieldKind, to: FieldKind): void {
    for (let index = 0; index < this.count; index += 1) if (this.kind(index) === from) this.setKind(index, to);
  }

  #grow(): void {
    const larger = new Int32Array(this.#slots.length * 2);
    larger.set(this.#slots);
    this.#slots = larger;
  }
}
