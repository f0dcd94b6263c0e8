/**
 * One timer for all timeouts: whatever has a life is asked every tick whether it has waited too long. Starting and
 * stopping a timer per request costs more than the request's parsing; being late by a tick costs nothing.
 */
import type { Clock } from '@nines/kernel';

export interface Sweepable {
  /** @param now monotonic, ms, as precise as the tick */
  check(now: number): void;
}

export class Sweeper {
  /** Monotonic time of the last tick, ms: good enough to measure timeouts with, and free to read. */
  now: number;
  readonly #items = new Set<Sweepable>();
  readonly #clock: Clock;
  readonly #tickMs: number;
  #running = false;

  constructor(clock: Clock, tickMs: number) {
    this.#clock = clock;
    this.#tickMs = tickMs;
    this.now = clock.monotonicMs();
  }

  add(item: Sweepable): void {
    this.#items.add(item);
    if (this.#running) return;
    this.now = this.#clock.monotonicMs();
    this.#running = true;
    void this.#run();
  }

  delete(item: Sweepable): void {
    this.#items.delete(item);
  }

  /** Ends by itself when nothing is left to check. */
  async #run(): Promise<void> {
    while (this.#items.size > 0) {
      await this.#clock.sleep(this.#tickMs);
      this.now = this.#clock.monotonicMs();
      for (const item of this.#items) item.check(this.now);
    }
    this.#running = false;
  }
}
