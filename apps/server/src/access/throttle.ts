/**
 * How long somebody who guesses has to wait: a pure function of how often it went wrong, and when last.
 *
 * Tries that come too early are refused without a look at the password and do not count, so the wait ends however hard
 * somebody tries, and nobody is locked out for ever.
 */

export interface Failures {
  readonly count: number;
  /** ms */
  readonly lastAt: number;
}

export interface ThrottleRule {
  /** So many cost nothing. */
  readonly free: number;
  /** After the first that costs, ms; doubled with each. */
  readonly initialMs: number;
  readonly capMs: number;
}

/** Of one name: people mistype. */
export const OF_ACCOUNT: ThrottleRule = { free: 3, initialMs: 1_000, capMs: 60_000 };
/** Of one address, behind which may be many people. */
export const OF_ADDRESS: ThrottleRule = { free: 20, initialMs: 1_000, capMs: 60_000 };

/** All is forgotten when nothing went wrong for so long, ms. */
const FORGIVEN_MS = 3_600_000;

/** Until the next try is looked at, ms; 0: at once. */
function waitMs(failures: Failures | undefined, rule: ThrottleRule, now: number): number {
  if (failures === undefined || now - failures.lastAt >= FORGIVEN_MS) return 0;
  const costly = failures.count - rule.free;
  if (costly < 0) return 0;
  const delay = Math.min(rule.initialMs * 2 ** Math.min(costly, 30), rule.capMs);
  return Math.min(Math.max(failures.lastAt + delay - now, 0), delay);
}

/** One more. */
function failedAgain(failures: Failures | undefined, now: number): Failures {
  const isForgiven = failures === undefined || now - failures.lastAt >= FORGIVEN_MS;
  return { count: isForgiven ? 1 : failures.count + 1, lastAt: now };
}

/** Of the names and addresses that are remembered. Where there are more, the oldest are forgotten. */
const REMEMBERED = 10_000;

/** Remembers who failed, while the server runs. */
export class Throttle {
  readonly #rule: ThrottleRule;
  readonly #failures = new Map<string, Failures>();

  constructor(rule: ThrottleRule) {
    this.#rule = rule;
  }

  waitMs(key: string, now: number): number {
    return waitMs(this.#failures.get(key), this.#rule, now);
  }

  /** Told before the password is looked at, so that a hundred tries at once are not one. */
  tried(key: string, now: number): void {
    const failures = failedAgain(this.#failures.get(key), now);
    this.#failures.delete(key);
    this.#failures.set(key, failures);
    const [oldest] = this.#failures.keys();
    if (this.#failures.size > REMEMBERED && oldest !== undefined) this.#failures.delete(oldest);
  }

  succeeded(key: string): void {
    this.#failures.delete(key);
  }
}
