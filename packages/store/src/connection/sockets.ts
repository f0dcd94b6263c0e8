/** Connections to the server as the system sees them: even one that the server does not answer on can be ended. */
import { Socket } from 'node:net';

export class Sockets {
  readonly #open = new Set<Socket>();

  /**
   * A socket for the driver, which connects it.
   *
   * @param silenceMs for how long nothing may be said before it counts as lost, ms. @defaultValue for ever
   */
  create(silenceMs = 0): Socket {
    const socket = new Socket();
    this.#open.add(socket);
    socket.once('close', () => this.#open.delete(socket));
    // Ended, not only given up: on thawing the server would carry out what nobody waits for, and leave it open.
    return socket.setTimeout(silenceMs, () => socket.destroy(silence(silenceMs)));
  }

  /** Resolves when all that are open now are closed. */
  async closed(): Promise<void> {
    await Promise.all(
      [...this.#open].map((socket) => new Promise<void>((resolve) => socket.once('close', () => resolve()))),
    );
  }

  /** Closes all without a word to the server; queries under way fail. */
  destroy(): void {
    for (const socket of this.#open) socket.destroy();
  }
}

function silence(ms: number): Error {
  return Object.assign(new Error(`no answer within ${ms} ms`), { code: 'ETIMEDOUT' });
}
