/**
 * A listening TCP socket that can be shared with another process of ours, and left to it.
 *
 * SO_REUSEPORT would share an address with anybody of the same user, another platform too, so that an address is first
 * tried without it wherever nobody of ours is known to be there.
 *
 * With SO_REUSEPORT the kernel deals new connections out among all that listen at an address. Whoever closes loses
 * what was dealt to it and not accepted yet: those clients see a reset. So the socket is closed directly behind a poll
 * that found nothing to accept, in a turn of the event loop that was as short as turns are: what could still be dealt
 * to it has some ten microseconds to arrive in. A machine with `net.ipv4.tcp_migrate_req = 1` hands over even that.
 *
 * @see socket(7), SO_REUSEPORT; Linux Documentation/networking/ip-sysctl.rst, tcp_migrate_req
 */
import { createServer, type ListenOptions, type Server, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';

const BACKLOG = 1_024;

/** A turn in which nothing at all happens takes less, ms. */
const SHORT_TURN_MS = 0.01;

/** After so many turns without a short one, turns of twice the length will do. */
const PATIENCE_TURNS = 64;

/** Who has not found a silent moment by then closes at a loud one, ms. */
const MAX_WAIT_MS = 2_000;

export interface ListeningSocketOptions {
  readonly host: string;
  readonly port: number;
  /** Somebody of ours may listen there too; otherwise an address that anybody listens at is refused. */
  readonly isShared: boolean;
  /** Takes each connection that was accepted. */
  readonly onSocket: (socket: Socket) => void;
}

export class ListeningSocket {
  readonly #server: Server;
  #hasAccepted = false;

  private constructor(onSocket: (socket: Socket) => void) {
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      this.#hasAccepted = true;
      onSocket(socket);
    });
  }

  /** Rejects with the reason of the system. */
  static async open(options: ListeningSocketOptions): Promise<ListeningSocket> {
    const { host, port, isShared, onSocket } = options;
    if (!isShared) await tryAlone(host, port);
    const socket = new ListeningSocket(onSocket);
    await listen(socket.#server, { host, port, backlog: BACKLOG, reusePort: true });
    return socket;
  }

  /**
   * Each goes on accepting until nothing waits to be accepted, then closes: one a turn, for closing takes longer than a
   * short turn. All together take 2 s at most, however busy the process is, and no time from when `signal` aborts.
   */
  static async closeAll(sockets: readonly ListeningSocket[], signal: AbortSignal): Promise<void> {
    const open = new Set(sockets);
    const beganAt = performance.now();
    for (let turns = 0; open.size > 0; turns += 1) {
      for (const socket of open) socket.#hasAccepted = false;
      const turnMs = await turnOfEventLoop();
      const isOver = signal.aborted || performance.now() - beganAt >= MAX_WAIT_MS;
      const isShort = turnMs <= SHORT_TURN_MS * 2 ** Math.floor(turns / PATIENCE_TURNS);
      for (const socket of open) {
        if (!isOver && (!isShort || socket.#hasAccepted)) continue;
        socket.close();
        open.delete(socket);
        if (!isOver) break;
      }
    }
  }

  /** Something went wrong with accepting. It goes on. */
  onError(listener: (error: Error) => void): void {
    this.#server.on('error', listener);
  }

  /** Closes at once. */
  close(): void {
    this.#server.close();
  }
}

/** Closed in the turn in which it opened: it has accepted nobody. */
async function tryAlone(host: string, port: number): Promise<void> {
  const server = createServer();
  await listen(server, { host, port });
  await new Promise((resolve) => server.close(resolve));
}

async function listen(server: Server, options: ListenOptions): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** Resolves directly behind the next poll, with how long that took, ms. */
async function turnOfEventLoop(): Promise<number> {
  const since = performance.now();
  await new Promise(setImmediate);
  return performance.now() - since;
}
