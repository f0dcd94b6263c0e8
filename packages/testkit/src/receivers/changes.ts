/** Waiting for something to become so, asked again whenever something has changed. */
export class Changes {
  #next = Promise.withResolvers<undefined>();

  /** Something has changed. */
  tell(): void {
    this.#next.resolve(undefined);
    this.#next = Promise.withResolvers();
  }

  /** Resolves once `isSo`; rejects with its reason when `signal` aborts. */
  async until(isSo: () => boolean, signal: AbortSignal): Promise<void> {
    const aborted = Promise.withResolvers<never>();
    const abort = (): void => aborted.reject(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
    try {
      while (!isSo()) {
        signal.throwIfAborted();
        await Promise.race([this.#next.promise, aborted.promise]);
      }
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }
}
