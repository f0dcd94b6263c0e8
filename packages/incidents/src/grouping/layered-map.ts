/**
 * A map that can be copied without going through all of it: copies share what was there before, and keep for themselves
 * what they change.
 */
const SMALLEST_PATCH = 256;
/** Looking up twice for a while costs less than copying all of it for every change. */
const PATCH_RATIO = 1 / 8;

export class LayeredMap<K, V> {
  #base: ReadonlyMap<K, V>;
  /** Undefined: taken away. */
  readonly #patch: Map<K, V | undefined>;

  constructor(base: ReadonlyMap<K, V> = new Map(), patch: ReadonlyMap<K, V | undefined> = new Map()) {
    this.#base = base;
    this.#patch = new Map(patch);
  }

  get(key: K): V | undefined {
    return this.#patch.get(key) ?? (this.#patch.has(key) ? undefined : this.#base.get(key));
  }

  set(key: K, value: V): void {
    this.#patch.set(key, value);
  }

  delete(key: K): void {
    if (this.#base.has(key)) this.#patch.set(key, undefined);
    else this.#patch.delete(key);
  }

  *entries(): Generator<readonly [K, V]> {
    for (const entry of this.#base) if (!this.#patch.has(entry[0])) yield entry;
    for (const [key, value] of this.#patch) if (value !== undefined) yield [key, value];
  }

  *values(): Generator<V> {
    for (const [, value] of this.entries()) yield value;
  }

  /** A copy: changes of the one are no changes of the other. */
  copy(): LayeredMap<K, V> {
    if (this.#patch.size > Math.max(SMALLEST_PATCH, this.#base.size * PATCH_RATIO)) {
      this.#base = new Map(this.entries());
      this.#patch.clear();
    }
    return new LayeredMap(this.#base, this.#patch);
  }
}
