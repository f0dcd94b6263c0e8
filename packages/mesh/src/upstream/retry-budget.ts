/**
 * How many second tries a service may get: a share of its requests over the last seconds, and a few more, so that a
 * service that fails is not buried under repetitions.
 *
 * @see Finagle documentation, "Retries and request budgets": `RetryBudget` (ttl 10 s, 20 %, at least 10 per second)
 */

export interface RetryBudgetPolicy {
  /** Second tries per request, 0 to 1. */
  readonly ratio: number;
  /** Allowed in any case, per second. */
  readonly minPerSecond: number;
}

export const DEFAULT_RETRY_BUDGET: RetryBudgetPolicy = { ratio: 0.2, minPerSecond: 10 };

const SLOTS = 10;
const SLOT_MS = 1_000;

/** Counts over a window of ten seconds. Times are monotonic, ms. */
export class RetryBudget {
  readonly #policy: RetryBudgetPolicy;
  readonly #requests = new Float64Array(SLOTS);
  readonly #retries = new Float64Array(SLOTS);
  #slot = 0;

  constructor(policy: RetryBudgetPolicy) {
    this.#policy = policy;
  }

  countRequest(now: number): void {
    const slot = this.#turn(now);
    this.#requests[slot] = (this.#requests[slot] ?? 0) + 1;
  }

  countRetry(now: number): void {
    const slot = this.#turn(now);
    this.#retries[slot] = (this.#retries[slot] ?? 0) + 1;
  }

  /** Whether another second try fits in. */
  hasRoom(now: number): boolean {
    this.#turn(now);
    const { ratio, minPerSecond } = this.#policy;
    const reserve = (minPerSecond * SLOTS * SLOT_MS) / 1_000;
    return sum(this.#retries) + 1 <= sum(this.#requests) * ratio + reserve;
  }

  /** Empties the slots that have gone by. Returns the index of the present one. */
  #turn(now: number): number {
    const current = Math.floor(now / SLOT_MS);
    const passed = Math.min(current - this.#slot, SLOTS);
    for (let step = 1; step <= passed; step += 1) {
      this.#requests[(this.#slot + step) % SLOTS] = 0;
      this.#retries[(this.#slot + step) % SLOTS] = 0;
    }
    if (passed > 0) this.#slot = current;
    return this.#slot % SLOTS;
  }
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
