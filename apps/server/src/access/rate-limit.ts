/** How much anybody may ask in a while. @see ITU-T I.371, "Generic Cell Rate Algorithm" */

export interface RateRule {
  /** Requests at once. */
  readonly burst: number;
  /** In the long run. */
  readonly perSecond: number;
}

/** Of one user or token. */
export const OF_ACTOR: RateRule = { burst: 200, perSecond: 20 };
/** Of one address, of those who are not known yet. */
export const OF_STRANGERS: RateRule = { burst: 50, perSecond: 5 };

const REMEMBERED = 10_000;

export class RateLimit {
  readonly #rule: RateRule;
  /** When all that was asked is paid for, monotonic ms. */
  readonly #paidAt = new Map<string, number>();

  constructor(rule: RateRule) {
    this.#rule = rule;
  }

  /** Seconds to wait; 0 where it is admitted. What is refused costs nothing. */
  waitSeconds(key: string, nowMs: number): number {
    const { burst, perSecond } = this.#rule;
    const costMs = 1_000 / perSecond;
    const paidAt = Math.max(this.#paidAt.get(key) ?? nowMs, nowMs) + costMs;
    const tooEarlyMs = paidAt - burst * costMs - nowMs;
    if (tooEarlyMs > 0) return Math.ceil(tooEarlyMs / 1_000);
    this.#paidAt.delete(key);
    this.#paidAt.set(key, paidAt);
    const [oldest] = this.#paidAt.keys();
    if (this.#paidAt.size > REMEMBERED && oldest !== undefined) this.#paidAt.delete(oldest);
    return 0;
  }
}
