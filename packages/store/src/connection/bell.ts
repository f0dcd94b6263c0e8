/** Tells of something that may be new. Only a hint: whoever hears it looks for itself, and from time to time without it. */
import type { Clock } from '@nines/kernel';

export class Bell {
  /** Aborted when it will not ring any more. */
  readonly closed: AbortSignal;
  readonly #clock: Pick<Clock, 'sleep'>;
  readonly #sleepers = new Set<() => void>();
  #rings = 0;

  constructor(clock: Pick<Clock, 'sleep'>, closed: AbortSignal) {
    this.#clock = clock;
    this.closed = closed;
    closed.addEventListener('abort', () => this.ring(), { once: true });
  }

  /** How often it rang. Taken before looking, and given to `wait` after it, no ring falls between the two. */
  get rings(): number {
    return this.#rings;
  }

  ring(): void {
    this.#rings += 1;
    for (const wake of this.#sleepers) wake();
  }

  /** Returns at the next ring after `heard`, after `atMostMs`, once it is closed or when `signal` aborts. */
  async wait(heard: number, atMostMs: number, signal: AbortSignal): Promise<void> {
    if (this.#rings !== heard || signal.aborted || this.closed.aborted) return;
    const sleep = new AbortController();
    const wake = (): void => sleep.abort();
    this.#sleepers.add(wake);
    signal.addEventListener('abort', wake, { once: true });
    await this.#clock.sleep(atMostMs, sleep.signal).catch(() => undefined); // why it woke does not matter
    signal.removeEventListener('abort', wake);
    this.#sleepers.delete(wake);
  }
}
