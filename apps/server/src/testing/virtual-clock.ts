/** Time that goes by when a test says so. */
import type { Clock } from '@nines/kernel';

/** Wall clock and monotonic clock say the same, unless the former is set back. */
export class VirtualClock implements Clock {
  #nowMs = 0;
  /** Of the wall clock. */
  #behindMs = 0;
  #sleepers: { readonly atMs: number; readonly wake: () => void }[] = [];

  now(): number {
    return this.#nowMs - this.#behindMs;
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    const sleeper = { atMs: this.#nowMs + ms, wake: () => resolve(undefined) };
    const abort = (): void => {
      this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
      reject(signal?.reason as Error);
    };
    this.#sleepers.push(sleeper);
    if (signal?.aborted === true) abort();
    signal?.addEventListener('abort', abort, { once: true });
    return promise;
  }

  timeoutSignal(ms: number): AbortSignal {
    const stop = new AbortController();
    this.sleep(ms).then(
      () => stop.abort(),
      () => undefined,
    );
    return stop.signal;
  }

  /** The wall clock shows an earlier time from now on. */
  setBack(byMs: number): void {
    this.#behindMs += byMs;
  }

  /** Goes to a time of the wall clock: wakes whoever's time comes, one after the other, and lets them go on in between. */
  async goTo(wallMs: number): Promise<void> {
    const ms = wallMs + this.#behindMs;
    await turn();
    for (;;) {
      const [next] = this.#sleepers.toSorted((one, other) => one.atMs - other.atMs);
      if (next === undefined || next.atMs > ms) break;
      this.#sleepers = this.#sleepers.filter((sleeper) => sleeper !== next);
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.wake();
      await turn();
    }
    this.#nowMs = ms;
  }
}

/** Everything that can go on without time going by has done so. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
