/** How many requests a receiver takes before it asks for patience. */

export interface Pace {
  /** Taken in a row. */
  readonly burst: number;
  /** One more after each of these, ms. */
  readonly perMs: number;
}

/** A token bucket for each name. */
export class PaceKeeper {
  readonly #pace: Pace;
  readonly #now: () => number;
  readonly #buckets = new Map<string, { left: number; at: number }>();

  /** @param now - ms, of any origin */
  constructor(pace: Pace, now: () => number) {
    this.#pace = pace;
    this.#now = now;
  }

  /** 0 where the request may be taken, and then it counts; else for how long to wait, ms. */
  take(name: string): number {
    const { burst, perMs } = this.#pace;
    const at = this.#now();
    const bucket = this.#buckets.get(name) ?? { left: burst, at };
    const left = Math.min(burst, bucket.left + (at - bucket.at) / perMs);
    this.#buckets.set(name, { left: left >= 1 ? left - 1 : left, at });
    return left >= 1 ? 0 : Math.ceil((1 - left) * perMs);
  }
}
