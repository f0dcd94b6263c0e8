/** Believes marks of declared load, or does not; a mark seen before costs a look-up. */
import { type DeclaredLoad, LONGEST_MARK_BYTES, verifyDeclaredLoad } from './declared-load.ts';

/** Marks remembered: a client uses one mark for minutes, and a service has few such clients. */
const MAX_REMEMBERED = 64;

export class BelievedMarks {
  readonly #key: string;
  readonly #loads = new Map<string, DeclaredLoad>();

  constructor(key: string) {
    this.#key = key;
  }

  /** How many marks it would know again. */
  get remembered(): number {
    return this.#loads.size;
  }

  /** What a mark says; undefined where it is not to be believed. @param nowMs wall clock, ms */
  find(mark: string, nowMs: number): DeclaredLoad | undefined {
    if (mark.length > LONGEST_MARK_BYTES) return undefined;
    const known = this.#loads.get(mark);
    if (known === undefined) return this.#verify(mark, nowMs);
    if (nowMs < known.expiresAtMs) return known;
    this.#loads.delete(mark);
    return undefined;
  }

  #verify(mark: string, nowMs: number): DeclaredLoad | undefined {
    const load = verifyDeclaredLoad(this.#key, mark, nowMs);
    if (load === undefined) return undefined;
    const [oldest] = this.#loads.keys();
    if (oldest !== undefined && this.#loads.size >= MAX_REMEMBERED) this.#loads.delete(oldest);
    this.#loads.set(mark, load);
    return load;
  }
}
