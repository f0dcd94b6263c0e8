/**
 * What an instance's answers say about it: when it is left out (ejected), for how long, and how it comes back. Pure:
 * the time is always given.
 *
 * @see Envoy documentation, "Outlier detection" (consecutive failures, success rate, `max_ejection_percent`,
 *   `base_ejection_time`) and "Slow start mode"
 */

/**
 * `refused`: no connection could be made, nobody listens; `lost`: reset, nothing in time, 502 to 504, or no HTTP;
 * `error`: an answer with another 5xx, which may be the request's fault.
 */
export type Evidence = 'refused' | 'lost' | 'error';

export interface HealthPolicy {
  /** `lost` this often in a row ejects. */
  readonly consecutiveFailures: number;
  /** Over this time failures are set against answers. */
  readonly windowMs: number;
  /** Fewer answers than this say nothing. */
  readonly minAnswers: number;
  /** This share of failures ejects, where the other instances together have at most half of it. */
  readonly failureRatio: number;
  /** How long for, the first time; doubled with each further one. */
  readonly ejectionMs: number;
  readonly maxEjectionMs: number;
  /** A time without ejection after which one of the doublings is forgiven. */
  readonly forgiveMs: number;
  /** At most this share of the instances is ejected for `lost` and `error`: those left have to carry the load. */
  readonly maxEjectedShare: number;
  /** From the end of an ejection to the full share of requests. */
  readonly rampMs: number;
  /** Share at the beginning of the ramp. */
  readonly firstShare: number;
}

export const DEFAULT_HEALTH_POLICY: HealthPolicy = {
  consecutiveFailures: 5,
  windowMs: 10_000,
  minAnswers: 20,
  failureRatio: 0.5,
  ejectionMs: 1_000,
  maxEjectionMs: 30_000,
  forgiveMs: 30_000,
  maxEjectedShare: 0.5,
  rampMs: 10_000,
  firstShare: 0.1,
};

/** Answers and failures of one instance. */
export class Health {
  #consecutive = 0;
  #ejections = 0;
  #ejectedAt = 0;
  /** 0: never ejected, or long since forgotten. */
  #ejectedUntil = 0;
  // Two halves of the window: the one being filled, and the one before it.
  #halfStartedAt = 0;
  #answers = 0;
  #failures = 0;
  #lastAnswers = 0;
  #lastFailures = 0;
  readonly #policy: HealthPolicy;

  constructor(policy: HealthPolicy) {
    this.#policy = policy;
  }

  isEjected(now: number): boolean {
    return now < this.#ejectedUntil;
  }

  /** Share of the requests that would come here that are let through, 0 to 1: a ramp after each ejection. */
  share(now: number): number {
    if (this.#ejectedUntil === 0) return 1;
    if (now < this.#ejectedUntil) return 0;
    const { rampMs, firstShare } = this.#policy;
    return Math.min(1, firstShare + ((1 - firstShare) * (now - this.#ejectedUntil)) / rampMs);
  }

  /** A good answer to a try begun at `startedAt`. One begun during an ejection ends it: the instance is back. */
  succeeded(startedAt: number, now: number): void {
    this.#turn(now);
    this.#answers += 1;
    this.#consecutive = 0;
    if (now < this.#ejectedUntil && startedAt >= this.#ejectedAt) this.#ejectedUntil = now;
  }

  /**
   * Takes a failure down, and ejects the instance where that is called for. While it is ejected nothing more is held
   * against it.
   *
   * @param all the instances of the service that get requests, this one's among them
   */
  failed(evidence: Evidence, now: number, all: readonly Health[]): void {
    if (this.isEjected(now)) return;
    this.#turn(now);
    this.#answers += 1;
    this.#failures += 1;
    if (evidence !== 'error') this.#consecutive += 1;
    if (all.length > 1 && this.#isOutlier(evidence, now, all)) this.#eject(now);
  }

  #isOutlier(evidence: Evidence, now: number, all: readonly Health[]): boolean {
    if (evidence === 'refused') return true;
    const ejected = all.filter((health) => health !== this && health.isEjected(now)).length;
    if (ejected + 1 > all.length * this.#policy.maxEjectedShare) return false;
    return this.#consecutive >= this.#policy.consecutiveFailures || this.#failsMoreThan(all, now);
  }

  #failsMoreThan(all: readonly Health[], now: number): boolean {
    const { minAnswers, failureRatio } = this.#policy;
    const own = this.tally(now);
    if (own.answers < minAnswers || own.failures < own.answers * failureRatio) return false;
    let answers = 0;
    let failures = 0;
    for (const health of all) {
      if (health === this) continue;
      const tally = health.tally(now);
      answers += tally.answers;
      failures += tally.failures;
    }
    // Where all fail alike the trouble lies behind them, and leaving one out helps nobody.
    return answers > 0 && failures / answers <= own.failures / own.answers / 2;
  }

  #eject(now: number): void {
    const { ejectionMs, maxEjectionMs, forgiveMs } = this.#policy;
    const forgiven = this.#ejectedUntil === 0 ? 0 : Math.floor((now - this.#ejectedUntil) / forgiveMs);
    this.#ejections = Math.max(0, this.#ejections - forgiven);
    this.#ejectedAt = now;
    this.#ejectedUntil = now + Math.min(ejectionMs * 2 ** this.#ejections, maxEjectionMs);
    this.#ejections += 1;
    this.#consecutive = 0;
    this.#answers = this.#failures = this.#lastAnswers = this.#lastFailures = 0;
  }

  /** Answers, and failures among them, of the window. */
  tally(now: number): { readonly answers: number; readonly failures: number } {
    this.#turn(now);
    return { answers: this.#answers + this.#lastAnswers, failures: this.#failures + this.#lastFailures };
  }

  /** Begins a new half of the window where the old one is over. */
  #turn(now: number): void {
    const halfMs = this.#policy.windowMs / 2;
    const passedMs = now - this.#halfStartedAt;
    if (passedMs < halfMs) return;
    const isNext = passedMs < halfMs * 2;
    this.#lastAnswers = isNext ? this.#answers : 0;
    this.#lastFailures = isNext ? this.#failures : 0;
    this.#answers = this.#failures = 0;
    this.#halfStartedAt = now;
  }
}
