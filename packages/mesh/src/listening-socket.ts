/**
 * A listening TCP socket that can be held together with another process of ours, and left to it.
 *
 * Both hold the same socket of the kernel, with one queue of connections that wait to be accepted: who closes it takes
 * nothing along. Sockets of their own at the same address (SO_REUSEPORT) would each have a queue, and who closes one
 * resets what waits in it.
 */
import { createServer, type ListenOptions, type Server, type Socket } from 'node:net';

const BACKLOG = 1_024;

export interface ListeningSocketOptions {
  readonly host: string;
  readonly port: number;
  /** A TCP socket that another process passed on for this address; closed with this. @defaultValue a socket of its own */
  readonly descriptor?: number | undefined;
  /** Takes each connection that was accepted. */
  readonly onSocket: (socket: Socket) => void;
}

export class ListeningSocket {
  readonly #server: Server;

  private constructor(onSocket: (socket: Socket) => void) {
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, onSocket);
  }

  /** Rejects with the reason of the system: an address that anybody else listens at is in use. */
  static async open({ host, port, descriptor, onSocket }: ListeningSocketOptions): Promise<ListeningSocket> {
    const socket = new ListeningSocket(onSocket);
    const place = descriptor === undefined ? { host, port } : { fd: descriptor };
    await listen(socket.#server, { ...place, backlog: BACKLOG });
    return socket;
  }

  /** To be passed on; it stays ours. Undefined once closed. Node tells it nowhere else than at the handle. */
  get descriptor(): number | undefined {
    const { _handle: handle } = this.#server as unknown as { readonly _handle: { readonly fd: number } | null };
    return handle?.fd;
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

async function listen(server: Server, options: ListenOptions & { readonly fd?: number }): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
