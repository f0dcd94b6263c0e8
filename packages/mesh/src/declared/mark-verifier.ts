/** Believes marks of declared load, or does not; a mark seen before costs a look-up. */
import { LONGEST_MARK_BYTES, type RequestKind, verifyDeclaredLoad } from '../declared-load.ts';

/** Marks remembered: one client uses one mark for minutes, so this is more clients than one machine has. */
const MAX_REMEMBERED = 1_024;

interface Believed {
  readonly kind: RequestKind;
  readonly expiresAtMs: number;
}

export class MarkVerifier {
  readonly #nowMs: () => number;
  readonly #believed = new Map<string, Believed>();
  #key: string | undefined;

  /** @param nowMs wall clock, ms */
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Marks are believed that were signed with `key`; none where there is none. */
  useKey(key: string | undefined): void {
    if (key === this.#key) return;
    this.#key = key;
    this.#believed.clear();
  }

  /** How many marks it would know again. */
  get remembered(): number {
    return this.#believed.size;
  }

  /** What a mark makes of a request; undefined where it is not to be believed. */
  kindOf(mark: string): RequestKind | undefined {
    if (this.#key === undefined || mark.length > LONGEST_MARK_BYTES) return undefined;
    const now = this.#nowMs();
    const known = this.#believed.get(mark);
    if (known !== undefined) {
      if (now < known.expiresAtMs) return known.kind;
      this.#believed.delete(mark);
      return undefined;
    }
    const load = verifyDeclaredLoad(this.#key, mark, now);
    if (load !== undefined) this.#remember(mark, load);
    return load?.kind;
  }

  #remember(mark: string, load: Believed): void {
    if (this.#believed.size >= MAX_REMEMBERED) {
      const [oldest] = this.#believed.keys();
      if (oldest !== undefined) this.#believed.delete(oldest);
    }
    this.#believed.set(mark, load);
  }
}
