/**
 * A listening TCP socket that can be shared with another process of ours, and left to it.
 *
 * With SO_REUSEPORT the kernel deals new connections out among all that listen at an address. Whoever closes loses
 * what was dealt to it and not accepted yet: those clients see a reset. So the socket is closed directly behind a poll
 * that found nothing to accept, in a turn of the event loop that was as short as turns are: what could still be dealt
 * to it has some ten microseconds to arrive in. A machine with `net.ipv4.tcp_migrate_req = 1` hands over even that.
 *
 * @see socket(7), SO_REUSEPORT; Linux Documentation/networking/ip-sysctl.rst, tcp_migrate_req
 */
import { createServer, type Server, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';

const BACKLOG = 1_024;

/** A turn in which nothing at all happens takes less, ms. */
const SHORT_TURN_MS = 0.01;

/** After so many turns without a short one, turns of twice the length will do. */
const PATIENCE_TURNS = 64;

export class ListeningSocket {
  readonly #server: Server;
  #accepted = 0;

  private constructor(onSocket: (socket: Socket) => void) {
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      this.#accepted += 1;
      onSocket(socket);
    });
  }

  /** Rejects with the reason of the system. @param onSocket takes each connection that was accepted */
  static async open(host: string, port: number, onSocket: (socket: Socket) => void): Promise<ListeningSocket> {
    const socket = new ListeningSocket(onSocket);
    await new Promise<void>((resolve, reject) => {
      socket.#server.once('error', reject);
      socket.#server.listen({ host, port, backlog: BACKLOG, reusePort: true }, () => {
        socket.#server.off('error', reject);
        resolve();
      });
    });
    return socket;
  }

  /** Something went wrong with accepting. It goes on. */
  onError(listener: (error: Error) => void): void {
    this.#server.on('error', listener);
  }

  /** Goes on accepting until nothing waits to be accepted, then closes. */
  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      let accepted = -1;
      let turns = 0;
      let since = performance.now();
      const look = (): void => {
        const now = performance.now();
        const limitMs = SHORT_TURN_MS * 2 ** Math.floor(turns / PATIENCE_TURNS);
        if (accepted === this.#accepted && now - since <= limitMs) {
          this.#server.close();
          resolve();
          return;
        }
        accepted = this.#accepted;
        since = now;
        turns += 1;
        setImmediate(look); // directly behind the next poll
      };
      setImmediate(look);
    });
  }
}
