/** A webhook of Alertmanager's that remembers what arrived when. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** One alert of one notification. */
export interface ReceivedAlert {
  readonly status: 'firing' | 'resolved';
  readonly labels: Readonly<Record<string, string>>;
  /** ms of `performance.now()`. */
  readonly receivedAt: number;
}

export class AlertReceiver {
  readonly #server: Server;
  readonly #received: ReceivedAlert[] = [];
  readonly #changed = new EventTarget();

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<AlertReceiver> {
    const receiver: AlertReceiver = new AlertReceiver(
      createServer((request, response) => {
        const receivedAt = performance.now();
        void text(request).then((body) => {
          response.end();
          receiver.#take(body, receivedAt);
        });
      }),
    );
    receiver.#server.listen(0, '127.0.0.1');
    await once(receiver.#server, 'listening');
    return receiver;
  }

  /** Where Alertmanager is to post. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  /** The first alert that arrived after `since` and is wanted; waits for it. @throws `signal.reason` */
  async next(since: number, isWanted: (alert: ReceivedAlert) => boolean, signal: AbortSignal): Promise<ReceivedAlert> {
    for (;;) {
      signal.throwIfAborted();
      const found = this.#received.find((alert) => alert.receivedAt >= since && isWanted(alert));
      if (found !== undefined) return found;
      await once(this.#changed, 'change', { signal });
    }
  }

  /** Everything that arrived after `since`. */
  received(since = 0): readonly ReceivedAlert[] {
    return this.#received.filter(({ receivedAt }) => receivedAt >= since);
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #take(body: string, receivedAt: number): void {
    const { alerts } = JSON.parse(body) as { readonly alerts: readonly Omit<ReceivedAlert, 'receivedAt'>[] };
    this.#received.push(...alerts.map(({ status, labels }) => ({ status, labels, receivedAt })));
    this.#changed.dispatchEvent(new Event('change'));
  }
}
