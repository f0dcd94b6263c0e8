/** Time as a port, so that every decision and every wait can be tested in virtual time. */

export interface Clock {
  /** Wall-clock time, ms since the Unix epoch. May jump; for showing and recording only, never for measuring. */
  now(): number;
  /** Time that never goes back, ms from an arbitrary origin that is the same until the machine restarts. */
  monotonicMs(): number;
  /** Resolves after `ms`; rejects with `signal.reason` if the signal aborts first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** A signal that aborts with a `TimeoutError` after `ms` and does not keep the process alive. */
  timeoutSignal(ms: number): AbortSignal;
}
