/** A process that shows what it has counted, and can be started anew, out of sight, or both. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';

export class FakeProcess {
  readonly port: number;
  /** Series with their labels -> value. */
  counters: Readonly<Record<string, number>>;
  startedAtSeconds: number;
  isInSight = true;
  readonly #server: Server;

  private constructor(server: Server, startedAtSeconds: number, counters: Readonly<Record<string, number>>) {
    const address = server.address();
    this.port = typeof address === 'object' && address !== null ? address.port : 0;
    this.#server = server;
    this.startedAtSeconds = startedAtSeconds;
    this.counters = counters;
    server.on('request', (_request, response) => {
      response.statusCode = this.isInSight ? 200 : 503;
      response.end(this.#page());
    });
  }

  static async start(startedAtSeconds: number, counters: Readonly<Record<string, number>>): Promise<FakeProcess> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new FakeProcess(server, startedAtSeconds, counters);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await once(this.#server.close(), 'close');
  }

  #page(): string {
    const lines = Object.entries(this.counters).map(([series, value]) => `${series} ${value}\n`);
    return `process_start_time_seconds ${this.startedAtSeconds}\n${lines.join('')}`;
  }
}
