/** What is known of the addresses that the mesh holds open: by its receipts, and by asking now and then. */
import { INGRESS } from '@nines/catalog/vocabulary';
import type { Clock } from '@nines/kernel';
import type { ListenerStatus, MeshClient } from '@nines/mesh';
import type { Problem } from '@nines/runtime-process';

export interface MeshListenersOptions {
  readonly client: MeshClient;
  readonly clock: Clock;
  /** The signal of one call. */
  readonly callSignal: () => AbortSignal;
}

/** Between two looks while something is wrong or new, ms. */
const LOOK_MS = 2_000;

/** Where nothing is wrong, only one look in so many is taken. */
const SETTLED_LOOKS = 5;

export class MeshListeners {
  readonly #options: MeshListenersOptions;
  #listeners: readonly ListenerStatus[] = [];
  #isSettled = false;
  #receipts = 0;

  constructor(options: MeshListenersOptions) {
    this.#options = options;
  }

  /** Takes over what the mesh said just now. */
  learn(listeners: readonly ListenerStatus[]): void {
    this.#receipts += 1;
    this.#listeners = listeners;
    this.#isSettled = false;
  }

  /** Addresses that are not open: another program took them, or they are not allowed. */
  problems(): readonly Problem[] {
    return this.#listeners.flatMap(({ error, host, port, kind, service }) => {
      if (error === undefined) return [];
      const message = `${kind} address ${host}:${port} is not open: ${error}; it is tried again`;
      return [{ subject: service ?? INGRESS, state: 'listener', message }];
    });
  }

  /** Goes on looking until `signal` aborts. */
  async watch(signal: AbortSignal): Promise<void> {
    for (let round = 1; ; round += 1) {
      await this.#options.clock.sleep(LOOK_MS, signal).catch(() => undefined);
      if (signal.aborted) return;
      if (!this.#isSettled || round % SETTLED_LOOKS === 0) await this.#look();
    }
  }

  /** A mesh that does not answer tells nothing new; its own state is known by its probes. */
  async #look(): Promise<void> {
    const { client, callSignal } = this.#options;
    const receipts = this.#receipts;
    const status = await client.status(callSignal()).catch(() => undefined);
    if (this.#receipts > receipts) return; // a receipt came meanwhile, and is newer
    if (status !== undefined) this.#listeners = status.listeners;
    this.#isSettled = status?.listeners.every(({ error }) => error === undefined) === true;
  }
}
