/**
 * How long somebody who guesses has to wait: a pure function of how often it went wrong, and when.
 *
 * Tries that come too early are refused without a look at the password and do not count, so the wait ends however hard
 * somebody tries, and nobody is locked out for ever.
 */

/** One that went wrong, or is not looked at yet. */
interface Try {
  readonly name: string;
  /** Monotonic ms. */
  readonly atMs: number;
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

/** Forgotten after so long, ms. */
const FORGIVEN_MS = 3_600_000;

/** Until the next try is looked at, ms; 0: at once. @param tries - that count, the latest last */
function waitMs(tries: readonly Try[], { capMs, free, initialMs }: ThrottleRule, nowMs: number): number {
  const last = tries.at(-1);
  if (last === undefined || tries.length < free) return 0;
  const delayMs = Math.min(initialMs * 2 ** (tries.length - free), capMs);
  return Math.max(last.atMs + delayMs - nowMs, 0);
}

/** As many as make for the longest wait: more make no difference. */
function mostOf({ capMs, free, initialMs }: ThrottleRule): number {
  return free + Math.ceil(Math.log2(capMs / initialMs));
}

/** Of the names and addresses that are remembered. Where there are more, the oldest are forgotten. */
const REMEMBERED = 10_000;

/** Remembers what failed, while the server runs. */
export class Throttle {
  readonly #rule: ThrottleRule;
  readonly #tries = new Map<string, readonly Try[]>();

  constructor(rule: ThrottleRule) {
    this.#rule = rule;
  }

  /** @param nowMs - monotonic: the wall clock may be set back, and nobody is to wait for it */
  waitMs(key: string, nowMs: number): number {
    return waitMs(this.#recent(key, nowMs), this.#rule, nowMs);
  }

  /**
   * Told before the password is looked at, so that a hundred tries at once are not one.
   *
   * @param name - whose password is tried
   */
  tried(key: string, name: string, nowMs: number): void {
    const tries = [...this.#recent(key, nowMs), { name, atMs: nowMs }].slice(-mostOf(this.#rule));
    this.#tries.delete(key);
    this.#tries.set(key, tries);
    const [oldest] = this.#tries.keys();
    if (this.#tries.size > REMEMBERED && oldest !== undefined) this.#tries.delete(oldest);
  }

  /** Forgives what was tried under this name alone: who knows one password may still guess those of others. */
  succeeded(key: string, name: string): void {
    const others = this.#tries.get(key)?.filter((each) => each.name !== name) ?? [];
    if (others.length === 0) this.#tries.delete(key);
    else this.#tries.set(key, others);
  }

  #recent(key: string, nowMs: number): readonly Try[] {
    return this.#tries.get(key)?.filter(({ atMs }) => nowMs - atMs < FORGIVEN_MS) ?? [];
  }
}
