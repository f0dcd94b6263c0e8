/** One fault in force: decides in its own random sequence, keeps what waits for it, and counts what it did. */
import type { Clock } from '@nines/kernel';
import { seededRandom } from '../seeded-random.ts';
import type { Random } from '../upstream/balancer.ts';
import { decideFault, type FaultSubject, matches } from './decide.ts';
import type { FaultEffect, FaultState, FaultStatus, MeshFault } from './fault.ts';

/** Gives up waiting: what waited is not there any more. */
export type Cancel = () => void;

const SEEDS = 0x1_0000_0000;

/** Has a life: in force until `end`. */
export class ActiveFault {
  readonly fault: MeshFault;
  state: FaultState = 'active';
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #setAt: number;
  #expiresAt: number;
  #matched = 0;
  #affected = 0;
  #addedMs = 0;
  #delayedBytes = 0;
  readonly #waiting = new Set<AbortController>();

  constructor(fault: MeshFault, clock: Clock) {
    this.fault = fault;
    this.#clock = clock;
    this.#random = seededRandom(fault.seed ?? 1);
    this.#setAt = clock.now();
    this.#expiresAt = this.#setAt + fault.leaseMs;
  }

  get isOver(): boolean {
    return this.state !== 'active';
  }

  get affected(): number {
    return this.#affected;
  }

  /** What happens to `subject`; undefined: nothing. */
  decide(subject: FaultSubject): FaultEffect | undefined {
    if (this.isOver || !matches(this.fault.match, subject)) return undefined;
    this.#matched += 1;
    return decideFault(this.fault, this.#matched - 1, this.#random);
  }

  /** A random sequence for one thing that was struck, so that what it draws disturbs nobody's. */
  fork(): Random {
    return seededRandom(Math.floor(this.#random() * SEEDS));
  }

  /** It did something to another request or connection. */
  countAffected(): void {
    this.#affected += 1;
  }

  countAdded(ms: number): void {
    this.#addedMs += ms;
  }

  countBytes(bytes: number): void {
    this.#delayedBytes += bytes;
  }

  /**
   * Calls `onOver` after `ms`, or at once when the fault ends; not after it was cancelled.
   *
   * @param ms Infinity: until the fault ends
   */
  hold(ms: number, onOver: () => void): Cancel {
    const stop = new AbortController();
    this.#waiting.add(stop);
    const { signal } = stop;
    const waited = ms === Infinity ? aborted(signal) : this.#clock.sleep(ms, signal).catch(() => undefined);
    let isCancelled = false;
    void waited.then(() => {
      this.#waiting.delete(stop);
      if (!isCancelled) onOver();
    });
    return () => {
      isCancelled = true;
      stop.abort();
    };
  }

  renew(leaseMs: number): void {
    this.#expiresAt = this.#clock.now() + leaseMs;
  }

  /** Everything that waits goes on. */
  end(state: Exclude<FaultState, 'active'>): void {
    this.state = state;
    for (const stop of this.#waiting) stop.abort();
  }

  status(): FaultStatus {
    return {
      fault: this.fault,
      state: this.state,
      setAt: new Date(this.#setAt).toISOString(),
      expiresAt: new Date(this.#expiresAt).toISOString(),
      matched: this.#matched,
      affected: this.#affected,
      waiting: this.#waiting.size,
      addedMs: Math.round(this.#addedMs * 1_000) / 1_000,
      delayedBytes: this.#delayedBytes,
    };
  }
}

async function aborted(signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => {
      resolve();
    });
  });
}
